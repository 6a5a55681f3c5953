package dev.minion.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.tasks.Task;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenVersionsTest {

    private static final long TTL = 30_000;
    private static final int REMEMBERED = 100;

    private final Ids ids = Ids.random(InstantSource.system());
    private final ByteString stranger = id();
    private long nowMillis = 1_000_000;
    private final SeenVersions seen =
            new SeenVersions(() -> Instant.ofEpochMilli(nowMillis), REMEMBERED);

    private ByteString id() {
        return Ids.toBytes(ids.next());
    }

    @CanIgnoreReturnValue
    private ByteString show(ByteString id, long version) {
        seen.shown(Task.newBuilder().setId(id).setVersion(version).build());
        return id;
    }

    private void laterBy(long millis) {
        nowMillis += millis;
    }

    @Test
    void nothingLessIsAskedForThanWhatWasShown() {
        ByteString task = show(id(), 5);
        show(task, 4);

        assertThat(seen.floor(task)).isEqualTo(5);
    }

    @Test
    void afterAStartAllIsReadAnewUntilNoCacheHasAnythingThatWasShownBefore() {
        assertThat(seen.floor(stranger)).isEqualTo(TaskVersion.NEWEST);

        laterBy(2 * TTL);

        assertThat(seen.floor(stranger)).isEqualTo(TaskVersion.ANY);
    }

    @Test
    void aTaskThatIsGoneIsNotShownAgainFromACache() {
        laterBy(2 * TTL);
        ByteString deleted = show(id(), 3);
        ByteString missed = show(id(), 3);

        seen.gone(deleted);
        seen.missed(missed);
        seen.missed(stranger);

        assertThat(seen.floor(deleted)).isEqualTo(TaskVersion.NEWEST);
        assertThat(seen.floor(missed)).isEqualTo(TaskVersion.NEWEST);
        assertThat(seen.floor(stranger)).isEqualTo(TaskVersion.ANY);
    }

    @Test
    void whatWasShownIsRememberedUntilNoCacheHasAnOlderOne() {
        laterBy(2 * TTL);
        List<ByteString> tasks = new ArrayList<>();
        for (int i = 0; i < REMEMBERED * 10; i++) {
            tasks.add(show(id(), 7));
            laterBy(TTL / REMEMBERED);
        }

        for (ByteString task : tasks.subList(tasks.size() - REMEMBERED, tasks.size())) {
            assertThat(seen.floor(task)).isGreaterThanOrEqualTo(7);
        }
    }

    @Test
    void whatHadToBeForgottenTooEarlyIsReadAnewForThatTime() {
        laterBy(2 * TTL);
        ByteString first = show(id(), 9);
        assertThat(seen.floor(stranger)).isEqualTo(TaskVersion.ANY);
        for (int i = 0; i < 3 * REMEMBERED; i++) {
            show(id(), 1);
        }

        assertThat(seen.floor(first)).isEqualTo(TaskVersion.NEWEST);
        laterBy(2 * TTL);
        assertThat(seen.floor(first)).isEqualTo(TaskVersion.ANY);
    }

    @Test
    void aLedgerWithoutACacheIsAskedForNothingInParticular() {
        ByteString task = show(id(), 5);

        seen.ledgerKeeps(0);
        assertThat(seen.floor(task)).isEqualTo(TaskVersion.ANY);

        seen.ledgerKeeps(TTL);
        assertThat(seen.floor(stranger))
                .as("what was shown meanwhile is not known")
                .isEqualTo(TaskVersion.NEWEST);
    }
}
