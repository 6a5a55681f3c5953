package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A simulated minute and a half in which one worker of four fails at one type for a while. */
class BrokenWorkerTest {

    private static final long SECOND = 1_000 * MILLI;
    private static final long BREAKS = 20 * SECOND;
    private static final long MENDED = 50 * SECOND;
    private static final long END = 90 * SECOND;
    private static final int A_SECOND = 20;
    private static final String BROKEN = "worker-0";

    private final Map<String, SimulatedWorker> workers = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void othersTakeItsTasksAndTrialsBringItBackWhenItIsWell(long seed) {
        SimulatedNetwork network = begin(seed);
        SimulatedWorker broken = Objects.requireNonNull(workers.get(BROKEN));
        network.run(BREAKS);
        assertThat(ended(broken, "a")).isPositive();
        broken.failing.add("a");

        network.run(BREAKS + 5 * SECOND);
        int before = ended(broken, "a");
        int othersBefore = ended(broken, "b");
        network.run(MENDED);

        // Trials alone: one task at a time, twice in this time.
        assertThat(ended(broken, "a") - before).isLessThanOrEqualTo(4);
        assertThat(ended(broken, "b") - othersBefore).isGreaterThan(20);
        broken.failing.clear();
        int mended = ended(broken, "a");
        network.run(END);
        assertThat(ended(broken, "a") - mended).isGreaterThan(20);
    }

    private SimulatedNetwork begin(long seed) {
        SimulatedNetwork network = new SimulatedNetwork(seed);
        network.faulty = false;
        Holder coordinator = new Holder();
        SimulatedLedger ledger =
                new SimulatedLedger(
                        SimulatedCoordinator.PARTITIONS,
                        task ->
                                network.reliable(
                                        () ->
                                                coordinator.tell(
                                                        new Event.ReadyArrived(List.of(task)))),
                        change ->
                                network.reliable(
                                        () ->
                                                coordinator.tell(
                                                        new Event.Changes(List.of(change)))));
        coordinator.held =
                new SimulatedCoordinator(
                        network, ledger, new SimulatedStanding(network, seed, false), workers::get);
        coordinator.held.own(Set.of(0, 1, 2, 3, 4, 5));
        Map<String, String> claims = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            String id = "worker-" + i;
            workers.put(
                    id,
                    new SimulatedWorker(
                            id,
                            8,
                            List.of("a", "b"),
                            Map.of(),
                            network,
                            ledger,
                            claims,
                            beat -> coordinator.tell(new Event.HeartbeatArrived(beat))));
        }
        planTasks(network, ledger);
        return network;
    }

    private static void planTasks(SimulatedNetwork network, SimulatedLedger ledger) {
        Ids ids = new Ids(() -> Instant.ofEpochMilli(network.now / MILLI), network.random);
        for (long at = 0; at < END; at += SECOND / A_SECOND) {
            for (String type : List.of("a", "b")) {
                network.at(at, () -> ledger.create(ids.next(), "default", type, 5, null));
            }
        }
    }

    private static int ended(SimulatedWorker worker, String type) {
        return worker.ended.getOrDefault(type, 0);
    }

    /** Ledger and coordinator know each other. */
    private static final class Holder {

        private @Nullable SimulatedCoordinator held;

        void tell(Event event) {
            SimulatedCoordinator coordinator = held;
            if (coordinator != null) {
                coordinator.tell(event);
            }
        }
    }
}
