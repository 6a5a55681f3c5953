package dev.minion.dedup.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenBackendTest {

    private final DedupBackend backend = new OpenBackend();

    @Test
    void everyKeyIsFreshAndEveryClaimIsGrantedWhereDedupIsOff() {
        List<KeyName> names = List.of(new KeyName("default", "k"));
        List<AttemptName> attempts = List.of(new AttemptName(new UUID(1, 2), 1, 1));

        await(backend.begin("a", names));
        await(backend.claim("w1", attempts));

        assertThat(await(backend.begin("b", names))).containsExactly(Mark.FRESH);
        assertThat(await(backend.claim("w2", attempts))).containsExactly(true);
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(1));
    }
}
