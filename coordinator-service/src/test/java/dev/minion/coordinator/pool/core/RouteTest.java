package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A route remembers what it has said of labels; here, that it never says it of others. */
class RouteTest {

    private final LabelSets sets = new LabelSets();

    private Worker worker(String id, Map<String, String> labels) {
        Worker worker = new Worker(id, 0);
        worker.facts = Heartbeat.newBuilder().setWorkerId(id).setCapacity(1).build();
        worker.labels = sets.of(labels);
        return worker;
    }

    @Test
    void labelsWithTheNumberOfOthersThatAreGoneAreLookedAtAnew() {
        Route route = new Route(Routing.newBuilder().addRequire("zone = eu").build());
        Worker gone = worker("gone", Map.of("zone", "eu"));
        Worker stays = worker("stays", Map.of("zone", "us"));
        assertThat(route.admits(gone)).isTrue();
        assertThat(route.admits(stays)).isFalse();

        sets.keep(List.of(stays));
        Worker comes = worker("comes", Map.of("zone", "ap"));

        assertThat(comes.labels.number).isEqualTo(gone.labels.number);
        assertThat(route.admits(comes)).isFalse();
        assertThat(route.admits(stays)).isFalse();
    }

    @Test
    void noMatterHowManySetsOfLabelsThereAreEachGetsItsOwnAnswer() {
        Route route =
                new Route(
                        Routing.newBuilder()
                                .addRequire("rack < 4000")
                                .addPrefer(
                                        Preference.newBuilder()
                                                .setLabels("rack > 2999")
                                                .setWeight(2))
                                .build());
        List<Worker> workers =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> worker("w" + i, Map.of("rack", Integer.toString(i))))
                        .toList();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < workers.size(); i++) {
                Worker worker = workers.get(i);
                assertThat(route.admits(worker)).as("rack %d", i).isEqualTo(i < 4_000);
                if (i < 4_000) {
                    assertThat(route.preference(worker))
                            .as("rack %d", i)
                            .isEqualTo(i < 3_000 ? 0 : 2);
                }
            }
        }
        assertThat(workers)
                .extracting(worker -> Objects.requireNonNull(worker).labels.number)
                .doesNotHaveDuplicates();
    }
}
