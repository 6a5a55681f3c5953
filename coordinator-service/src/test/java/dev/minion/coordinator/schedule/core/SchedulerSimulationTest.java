package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Flow;
import dev.minion.coordinator.pool.core.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Seeded worlds in which records are lost, repeated, late and out of order, workers die, sleep and
 * leave, and coordinators die, stand still and pass partitions to one another, while people switch
 * strategies. In every third world people pause everything, namespaces, types and keys for a while,
 * workers fail at a type, and rules pause what fails. In every other world tasks ask for labels,
 * workers and more than one slot, which all of those that fail or sleep must not make anybody
 * forget. A failure names its seed: {@code -Dminion.simulation.seed=N} runs that one alone, {@code
 * -Dminion.simulation.seeds=N} runs so many.
 */
@Execution(ExecutionMode.SAME_THREAD)
class SchedulerSimulationTest {

    private static final long FAULTS_END = 40_000 * MILLI;
    private static final long PAUSES_END = 50_000 * MILLI;
    private static final long HORIZON = 120_000 * MILLI;

    @Test
    void everyTaskEndsAndNoSlotLeaksWhateverGoesWrong() {
        Long only = Long.getLong("minion.simulation.seed");
        if (only != null) {
            var ignored = run(only);
            return;
        }
        int byRule = 0;
        for (long seed = 1; seed <= Integer.getInteger("minion.simulation.seeds", 1_000); seed++) {
            try {
                byRule += run(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dminion.simulation.seed=" + seed, failure);
            }
        }
        assertThat(byRule).as("pauses by rules").isPositive();
    }

    @Test
    void withoutFaultsNothingIsReleasedAndTheOnlyCoordinatorGetsNothingBack() {
        for (long seed = 1; seed <= 100; seed++) {
            World world = new World(seed, false, false, false);
            world.run();
            assertThat(world.ledger.releases).as("releases, seed %d", seed).isZero();
            // Two that borrow at the same moment collide once, and learn.
            assertThat(world.ledger.returns)
                    .as("returns, seed %d", seed)
                    .isLessThanOrEqualTo(world.coordinators.size() == 1 ? 0 : 40);
            world.check();
        }
    }

    @Test
    void whileTheLogIsAwayNobodyIsTakenForDead() {
        for (long seed = 1; seed <= 1_000; seed++) {
            World world = new World(seed, false, false, false);
            SimulatedNetwork network = world.network;
            for (int i = 0; i < 3; i++) {
                network.in(
                        network.random.nextLong(3_000 * MILLI, FAULTS_END),
                        () -> network.goAway(network.random.nextLong(15_000 * MILLI)));
            }
            world.run();
            assertThat(world.ledger.releases).as("releases, seed %d", seed).isZero();
            world.check();
        }
    }

    private static int run(long seed) {
        World world = new World(seed, true, seed % 2 == 0, seed % 3 == 0);
        world.run();
        world.check();
        return world.standing.byRule;
    }

    private static final class World {

        final SimulatedNetwork network;
        final SimulatedLedger ledger;
        final SimulatedStanding standing;
        final Map<String, SimulatedWorker> workers = new HashMap<>();
        final List<SimulatedCoordinator> coordinators = new ArrayList<>();
        final Map<String, String> claims = new HashMap<>();
        private final boolean routed;
        private final int namespaces;
        private final double keyed;
        private int workerNumber;

        World(long seed, boolean faulty, boolean routed, boolean paused) {
            this.routed = routed;
            network = new SimulatedNetwork(seed);
            network.faulty = faulty;
            standing = new SimulatedStanding(network, seed, paused);
            namespaces = network.taste.nextInt(1, 5);
            keyed = network.taste.nextInt(2) == 0 ? 0 : network.taste.nextDouble(0.5);
            ledger =
                    new SimulatedLedger(
                            SimulatedCoordinator.PARTITIONS,
                            task -> network.unreliable(() -> toOwner(task.getPartition(), task)),
                            this::broadcast);
            addCoordinator();
            if (network.chance(0.5)) {
                addCoordinator();
            }
            rebalance();
            for (int i = 0; i < 3; i++) {
                addWorker();
            }
            planTasks(150);
            if (faulty) {
                planFaults();
                planSwitches();
            }
            if (paused) {
                planPauses();
                planFailures();
            }
        }

        void run() {
            network.run(FAULTS_END);
            network.faulty = false;
            addWorker();
            if (routed) {
                addWorkersForAll();
            }
            network.run(HORIZON);
        }

        void check() {
            assertThat(ledger.openTasks()).as("open tasks").isZero();
            for (SimulatedCoordinator coordinator : coordinators) {
                assertThat(coordinator.scheduler.inFlight()).as("in flight").isZero();
                assertThat(coordinator.scheduler.waiting()).as("waiting").isZero();
                for (Worker worker : coordinator.fleet.workers()) {
                    assertThat(worker.held()).as("held by %s", worker.id()).isZero();
                    SimulatedWorker real = workers.get(worker.id());
                    if (worker.state().alive() && coordinators.size() == 1 && real != null) {
                        assertThat(worker.free())
                                .as("free of %s", worker.id())
                                .isEqualTo(real.capacity);
                    }
                }
            }
        }

        private void toOwner(int partition, ReadyTask task) {
            each(
                    coordinator -> {
                        if (coordinator.owned.contains(partition)) {
                            coordinator.tell(new Event.ReadyArrived(List.of(task)));
                        }
                    });
        }

        private void broadcast(TaskChange change) {
            each(
                    coordinator ->
                            network.unreliable(
                                    () -> coordinator.tell(new Event.Changes(List.of(change)))));
        }

        private void each(Consumer<SimulatedCoordinator> what) {
            List.copyOf(coordinators).forEach(what);
        }

        private void addCoordinator() {
            coordinators.add(new SimulatedCoordinator(network, ledger, standing, workers::get));
        }

        private void addWorker() {
            String id = "worker-" + ++workerNumber;
            List<String> types =
                    network.chance(0.3) && workerNumber < 3 ? List.of("a") : List.of("a", "b");
            int capacity = network.random.nextInt(1, 8);
            addWorker(
                    id, capacity, types, routed ? RandomRoutings.labels(network.taste) : Map.of());
        }

        /** Of either name, for whoever asks to avoid the other. */
        private void addWorkersForAll() {
            for (String name = ""; !name.equals("even"); ) {
                String id = "worker-" + ++workerNumber;
                name = RandomRoutings.name(id);
                addWorker(
                        id,
                        RandomRoutings.MOST_SLOTS,
                        List.of("a", "b"),
                        RandomRoutings.allLabels());
            }
        }

        private void addWorker(
                String id, int capacity, List<String> types, Map<String, String> labels) {
            workers.put(
                    id,
                    new SimulatedWorker(
                            id,
                            capacity,
                            types,
                            labels,
                            network,
                            ledger,
                            claims,
                            beat -> each(c -> c.tell(new Event.HeartbeatArrived(beat)))));
        }

        private void rebalance() {
            List<Set<Integer>> shares = new ArrayList<>();
            coordinators.forEach(c -> shares.add(new TreeSet<>()));
            int shift = network.random.nextInt(4);
            for (int p = 0; p < SimulatedCoordinator.PARTITIONS; p++) {
                shares.get((p + shift) % shares.size()).add(p);
            }
            for (int i = 0; i < shares.size(); i++) {
                coordinators.get(i).own(shares.get(i));
            }
        }

        private void planTasks(int count) {
            Ids ids = new Ids(() -> Instant.ofEpochMilli(network.now / MILLI), network.random);
            long window = network.chance(0.5) ? 500 * MILLI : 30_000 * MILLI;
            for (int i = 0; i < count; i++) {
                network.in(
                        network.random.nextLong(window),
                        () -> {
                            UUID id = ids.next();
                            ledger.create(
                                    id,
                                    namespace(),
                                    network.chance(0.3) ? "b" : "a",
                                    network.random.nextInt(1, 11),
                                    demands());
                            if (network.chance(0.05)) {
                                network.in(
                                        network.random.nextLong(5_000 * MILLI),
                                        () -> ledger.cancel(id));
                            }
                        });
            }
        }

        private String namespace() {
            return namespaces == 1 ? "default" : "ns-" + network.taste.nextInt(namespaces);
        }

        private @Nullable Demands demands() {
            Demands routing = routed ? RandomRoutings.demands(network.taste) : null;
            Flow flow = flow();
            if (flow.getKey().isEmpty()) {
                return routing;
            }
            Demands.Builder both = routing == null ? Demands.newBuilder() : routing.toBuilder();
            return both.setFlow(flow).build();
        }

        /** Most have no key; of keys some have limits, of which all may be in force together. */
        private Flow flow() {
            if (network.taste.nextDouble() >= keyed) {
                return Flow.getDefaultInstance();
            }
            int key = network.taste.nextInt(4);
            Flow.Builder flow = Flow.newBuilder().setKey("key-" + key);
            if ((key & 1) != 0) {
                flow.setConcurrency(key);
            }
            if ((key & 2) != 0) {
                flow.setRateLimit(20).setRatePerMs(5_000);
            }
            return flow.build();
        }

        private void planSwitches() {
            for (int i = 0; i < 3; i++) {
                network.in(
                        network.taste.nextLong(FAULTS_END),
                        () -> each(SimulatedCoordinator::switchStrategy));
            }
        }

        private void planPauses() {
            for (int i = standing.random.nextInt(1, 8); i > 0; i--) {
                network.in(
                        standing.random.nextLong(FAULTS_END),
                        () -> standing.pauseSomething(PAUSES_END));
            }
        }

        /** Some or all of those that are there fail at a type for a while. */
        private void planFailures() {
            long from = standing.random.nextLong(20_000 * MILLI);
            boolean all = standing.random.nextBoolean();
            String type = standing.random.nextBoolean() ? "a" : "b";
            network.in(from, () -> failing(all).forEach(w -> w.failing.add(type)));
            network.in(
                    standing.random.nextLong(from, FAULTS_END),
                    () -> workers.values().forEach(w -> w.failing.clear()));
        }

        private List<SimulatedWorker> failing(boolean all) {
            SimulatedWorker first = Objects.requireNonNull(workers.get("worker-1"));
            return all ? List.copyOf(workers.values()) : List.of(first);
        }

        private void planFaults() {
            int faults = network.random.nextInt(6);
            for (int i = 0; i < faults; i++) {
                network.in(network.random.nextLong(2_000 * MILLI, FAULTS_END - 1), this::oneFault);
            }
        }

        private void oneFault() {
            SimulatedWorker worker =
                    Objects.requireNonNull(
                            workers.get("worker-" + network.random.nextInt(1, workerNumber + 1)));
            switch (network.random.nextInt(8)) {
                case 0 -> {
                    worker.dead = true;
                    addWorker();
                }
                case 1 -> worker.pause(network.random.nextLong(10_000 * MILLI));
                case 2 -> {
                    worker.stop();
                    addWorker();
                }
                case 3 -> rebalance();
                case 4 -> {
                    coordinators.removeFirst().die();
                    addCoordinator();
                    rebalance();
                }
                case 5 -> coordinators.getFirst().pause(network.random.nextLong(8_000 * MILLI));
                case 6 -> network.goAway(network.random.nextLong(12_000 * MILLI));
                default -> {
                    if (coordinators.size() < 3) {
                        addCoordinator();
                        rebalance();
                    }
                }
            }
        }
    }
}
