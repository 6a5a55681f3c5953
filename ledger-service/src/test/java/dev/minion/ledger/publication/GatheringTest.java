package dev.minion.ledger.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.TaskChange;
import io.quarkus.runtime.ShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final List<Runnable> later = new ArrayList<>();
    private final List<List<Long>> told = new ArrayList<>();

    private final Gathering gathering = gathering(false);

    @Test
    void whatComesUntilTheTimeIsOverIsToldTogetherInItsOrder() {
        gathering.tell(changes(1));
        gathering.tell(changes(2, 3));
        assertThat(told).isEmpty();

        later.removeFirst().run();

        assertThat(told).containsExactly(List.of(1L, 2L, 3L));
        assertThat(later).as("one timer for all").isEmpty();
    }

    @Test
    void whatComesAfterwardsIsToldTheNextTime() {
        gathering.tell(changes(1));
        later.removeFirst().run();
        gathering.tell(changes(2));
        later.removeFirst().run();

        assertThat(told).containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void manyAreToldAtOnceAndNotAgainWhenTheTimeIsOver() {
        gathering.tell(changes(1));
        gathering.tell(changes(LongStream.rangeClosed(2, 1_000).toArray()));

        assertThat(told).singleElement().satisfies(all -> assertThat(all).hasSize(1_000));
        later.removeFirst().run();
        assertThat(told).hasSize(1);
    }

    @Test
    void whatWaitsIsToldBeforeTheServiceEnds() {
        gathering.tell(changes(7));

        gathering.stop(new ShutdownEvent());

        assertThat(told).containsExactly(List.of(7L));
    }

    @Test
    void otherReplicasCachesHearAtOnce() {
        gathering(true).tell(changes(1));

        assertThat(told).containsExactly(List.of(1L));
        assertThat(later).isEmpty();
    }

    private Gathering gathering(boolean caching) {
        return new Gathering(
                later::add,
                effects ->
                        told.add(effects.changes().stream().map(TaskChange::getVersion).toList()),
                caching);
    }

    private static Effects changes(long... versions) {
        Effects effects = new Effects();
        for (long version : versions) {
            effects.add(TaskChange.newBuilder().setVersion(version).build());
        }
        return effects;
    }
}
