package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Ten simulated minutes of a fleet whose workers are not alike: four do a task in its time, four
 * take four times as long, two fail three of ten attempts, and two become six times slower after
 * half of the time. Tasks of one kind come at random moments, wait for a slot, wait at the worker
 * where it has more than it can run, and are tried again a second after a failure. Everything
 * follows from the seed.
 */
final class MixedFleet {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long END = 600 * SECOND;
    private static final long LEARNED_AT = 30 * SECOND;
    private static final int CONCURRENCY = 4;
    private static final int PREFETCH = 2;
    private static final String TYPE = "work";

    /** Of a task on a worker that does it in its time. */
    private static final double MEAN_MILLIS = 100;

    /** Nearly two thirds of what the fleet can do at the beginning, and four fifths at the end. */
    private static final double ARRIVALS_A_SECOND = 200;

    /** What a worker is like. */
    private enum Kind {
        FAST,
        SLOW,
        FLAKY,
        DEGRADING;

        double slowness(long now) {
            return switch (this) {
                case SLOW -> 4;
                case DEGRADING -> now < END / 2 ? 1 : 6;
                case FAST, FLAKY -> 1;
            };
        }

        double failures() {
            return this == FLAKY ? 0.3 : 0;
        }
    }

    /** A task and the time it takes. */
    private record Task(long arrivedAt, double millis) {}

    /** An attempt at a worker. */
    private record Held(Task task, long assignedAt) {}

    private record Due(long at, long sequence, Runnable what) {}

    /** A worker runs some at once, the others wait there. */
    private final class Machine {

        final String id;
        final Kind kind;
        final Deque<Held> waiting = new ArrayDeque<>();
        int running;
        long sequence;

        Machine(String id, Kind kind) {
            this.id = id;
            this.kind = kind;
        }

        void beat() {
            var ignored =
                    fleet.hear(
                            Heartbeat.newBuilder()
                                    .setWorkerId(id)
                                    .setName(id)
                                    .setCapacity(CONCURRENCY)
                                    .setPrefetch(PREFETCH)
                                    .setSequence(++sequence)
                                    .setIntervalMs(1_000)
                                    .addCapabilities(TYPE)
                                    .build(),
                            now);
        }

        void assigned(Held held) {
            waiting.add(held);
            begin();
        }

        private void begin() {
            while (running < CONCURRENCY && !waiting.isEmpty()) {
                Held held = waiting.remove();
                running++;
                boolean success = random.nextDouble() >= kind.failures();
                double millis = held.task().millis() * kind.slowness(now) * (success ? 1 : 0.5);
                in((long) (millis * MILLI), () -> ended(held, success, millis));
            }
        }

        private void ended(Held held, boolean success, double millis) {
            running--;
            MixedFleet.this.ended(this, held, success, millis);
            begin();
        }
    }

    /**
     * What came of it, after the first thirty seconds.
     *
     * @param utilisation which part of the time that slots were taken did the work of a task that
     *     completed, at the speed of a worker that does it in its time
     */
    record Result(
            StrategyName strategy,
            double utilisation,
            double meanMillis,
            long p99Millis,
            int lost) {

        /** Better is above 0. */
        double utilisationGain(Result other) {
            return utilisation / other.utilisation - 1;
        }

        double latencyGain(Result other) {
            return 1 - meanMillis / other.meanMillis;
        }

        /** As a line of a table in Markdown. */
        String line() {
            return String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f %% | %.0f | %d | %,d |",
                    strategy.label(),
                    100 * utilisation,
                    meanMillis,
                    p99Millis,
                    lost);
        }
    }

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    private final Map<String, Machine> machines = new HashMap<>();
    private final Deque<Task> backlog = new ArrayDeque<>();
    private final List<Long> latencies = new ArrayList<>();
    private final SplittableRandom random;
    private final StrategyName strategy;
    private final Fleet fleet;
    private long now;
    private long sequence;
    private double usefulMillis;
    private double takenMillis;
    private int failed;

    MixedFleet(StrategyName strategy, long seed) {
        this.strategy = strategy;
        this.random = new SplittableRandom(seed);
        this.fleet =
                new Fleet(
                        new FleetPolicy(1, 4 * SECOND, 600 * SECOND, 100),
                        new Balance(
                                StrategyChoice.of(strategy),
                                new Quality(LearningPolicy.USUAL),
                                random.split()),
                        BreakerPolicy.OFF);
        BitSet all = new BitSet();
        all.set(0);
        fleet.own(all);
        add(Kind.FAST, 4);
        add(Kind.SLOW, 4);
        add(Kind.FLAKY, 2);
        add(Kind.DEGRADING, 2);
    }

    private void add(Kind kind, int count) {
        for (int i = 0; i < count; i++) {
            String id = kind.name().toLowerCase(Locale.ROOT) + '-' + i;
            machines.put(id, new Machine(id, kind));
        }
    }

    Result run() {
        eachSecond();
        arrive();
        while (!queue.isEmpty() && queue.peek().at() <= END) {
            Due due = queue.remove();
            now = due.at();
            due.what().run();
        }
        List<Long> sorted = latencies.stream().sorted().toList();
        double sum = sorted.stream().mapToDouble(Long::doubleValue).sum();
        return new Result(
                strategy,
                usefulMillis / takenMillis,
                sum / sorted.size() / MILLI,
                sorted.get(sorted.size() * 99 / 100) / MILLI,
                failed);
    }

    private void in(long nanos, Runnable what) {
        queue.add(new Due(now + nanos, sequence++, what));
    }

    private void eachSecond() {
        machines.values().forEach(Machine::beat);
        fleet.fade(now);
        assign();
        in(SECOND, this::eachSecond);
    }

    private void arrive() {
        come(new Task(now, exponential(MEAN_MILLIS)));
        in((long) (exponential(1_000 / ARRIVALS_A_SECOND) * MILLI), this::arrive);
    }

    private double exponential(double mean) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }

    private void come(Task task) {
        backlog.add(task);
        assign();
    }

    private void assign() {
        while (!backlog.isEmpty()) {
            Worker worker = fleet.preferred(TYPE);
            if (worker == null) {
                return;
            }
            fleet.take(worker, 1);
            Machine machine = Objects.requireNonNull(machines.get(worker.id()));
            machine.assigned(new Held(backlog.remove(), now));
        }
    }

    private void ended(Machine machine, Held held, boolean success, double millis) {
        Worker worker = Objects.requireNonNull(fleet.worker(machine.id));
        double taken = (double) (now - held.assignedAt()) / MILLI;
        fleet.ended(machine.id, TYPE, success, Math.floor(millis));
        fleet.answered(worker, TYPE, success, taken);
        fleet.free(worker, 1, false);
        if (now >= LEARNED_AT) {
            count(held.task(), success, taken);
        }
        if (!success) {
            in(SECOND, () -> come(held.task()));
        }
        assign();
    }

    private void count(Task task, boolean success, double taken) {
        takenMillis += taken;
        if (success) {
            usefulMillis += task.millis();
            latencies.add(now - task.arrivedAt());
        } else {
            failed++;
        }
    }
}
