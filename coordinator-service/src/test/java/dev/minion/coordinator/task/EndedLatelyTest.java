package dev.minion.coordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndedLatelyTest {

    private final Ids ids = Ids.random(InstantSource.system());
    private final EndedLately ended = new EndedLately();

    @Test
    void itKnowsWhatHasJustEndedAndNothingElse() {
        UUID one = ids.next();
        UUID another = ids.next();

        ended.add(one);

        assertThat(ended.has(one)).isTrue();
        assertThat(ended.has(another)).isFalse();
    }

    @Test
    void itForgetsInsteadOfGrowing() {
        UUID first = ids.next();
        ended.add(first);
        for (int i = 0; i < 1_000_000; i++) {
            ended.add(ids.next());
        }

        assertThat(ended.has(first)).isFalse();
    }
}
