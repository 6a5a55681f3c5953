package dev.minion.dedup.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.DedupBackendContract;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryBackendTest extends DedupBackendContract {

    private static final Duration PENDING = Duration.ofSeconds(30);
    private static final Duration CLAIM = Duration.ofMinutes(10);

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final DedupBackend backend = bounded(20_000);

    private InMemoryBackend bounded(int bound) {
        return new InMemoryBackend(() -> Instant.ofEpochMilli(millis.get()), PENDING, CLAIM, bound);
    }

    @Override
    protected DedupBackend backend() {
        return backend;
    }

    @Test
    void aPendingMarkIsForgottenAfterItsTimeAndNeverSeen() {
        begin("a");

        pass(PENDING);

        assertThat(begin("b")).isEqualTo(Mark.FRESH);
    }

    @Test
    void askingDoesNotLengthenThePendingMarkOfAnother() {
        begin("a");
        pass(PENDING.minusSeconds(1));
        begin("b");

        pass(Duration.ofSeconds(1));

        assertThat(begin("b")).isEqualTo(Mark.FRESH);
    }

    @Test
    void aCommittedMarkIsForgottenAfterTheTimeItWasGiven() {
        await(backend.commit(List.of(new Commitment(name, committed, Duration.ofMinutes(1)))));
        pass(Duration.ofSeconds(59));
        assertThat(begin("b")).isEqualTo(committed);

        pass(Duration.ofSeconds(1));

        assertThat(begin("b")).isEqualTo(Mark.FRESH);
    }

    @Test
    void aClaimIsForgottenAfterItsTime() {
        AttemptName attempt = new AttemptName(task, 1, 1);
        claim("w1", attempt);

        pass(CLAIM);

        assertThat(claim("w2", attempt)).isTrue();
    }

    @Test
    void atItsBoundTheOldestMarkMakesRoom() {
        InMemoryBackend small = bounded(3);
        List<KeyName> names =
                IntStream.range(0, 4).mapToObj(i -> new KeyName("default", "k" + i)).toList();

        await(small.begin("a", names));

        assertThat(await(small.begin("b", names.subList(1, 4)))).containsOnly(Mark.IN_PROGRESS);
        assertThat(await(small.begin("b", names.subList(0, 1)))).containsOnly(Mark.FRESH);
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }
}
