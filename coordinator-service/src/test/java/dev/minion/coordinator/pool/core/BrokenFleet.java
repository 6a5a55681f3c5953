package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Ten simulated minutes of four workers of four slots, one of which fails all that it gets, at
 * once, for four of them, from the second on. Tasks of 100 ms come at random moments, half of what
 * the fleet can do; one that fails is tried again after a second, three times in all. Everything
 * follows from the seed.
 */
final class BrokenFleet {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long END = 600 * SECOND;
    private static final long BREAKS = 120 * SECOND;
    private static final long MENDED = 360 * SECOND;
    private static final int WORKERS = 4;
    private static final int SLOTS = 4;
    private static final int ATTEMPTS = 3;
    private static final String BROKEN = "worker-0";
    private static final String TYPE = "work";
    private static final double MEAN_MILLIS = 100;
    private static final double FAILS_AFTER_MILLIS = 5;
    private static final double ARRIVALS_A_SECOND = 80;

    private record Task(long arrivedAt, double millis, int attempt) {}

    private record Due(long at, long sequence, Runnable what) {}

    /**
     * What came of it.
     *
     * @param share which part of the tasks succeeded
     * @param back how many attempts the worker got in the last minute, when it was in order
     */
    record Result(
            StrategyName strategy,
            boolean breakers,
            double share,
            int failed,
            double meanMillis,
            int back) {

        /** As a line of a table in Markdown. */
        String line() {
            return String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %.2f %% | %,d | %.0f |",
                    strategy.label(),
                    breakers ? "yes" : "no",
                    100 * share,
                    failed,
                    meanMillis);
        }
    }

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    private final Deque<Task> backlog = new ArrayDeque<>();
    private final SplittableRandom random;
    private final StrategyName strategy;
    private final boolean breakers;
    private final Fleet fleet;
    private long now;
    private long sequence;
    private long beats;
    private int succeeded;
    private int lost;
    private int failed;
    private int back;
    private double latencyMillis;

    BrokenFleet(StrategyName strategy, boolean breakers, long seed) {
        this.strategy = strategy;
        this.breakers = breakers;
        this.random = new SplittableRandom(seed);
        this.fleet =
                new Fleet(
                        new FleetPolicy(1, 4 * SECOND, 600 * SECOND, 100),
                        new Balance(
                                StrategyChoice.of(strategy),
                                new Quality(LearningPolicy.USUAL),
                                random.split()),
                        breakers ? BreakerPolicy.USUAL : BreakerPolicy.OFF);
        BitSet all = new BitSet();
        all.set(0);
        fleet.own(all);
    }

    Result run() {
        eachSecond();
        tick();
        arrive();
        while (!queue.isEmpty() && queue.peek().at() <= END) {
            Due due = queue.remove();
            now = due.at();
            due.what().run();
        }
        double share = (double) succeeded / (succeeded + lost);
        return new Result(strategy, breakers, share, failed, latencyMillis / succeeded, back);
    }

    private void in(double millis, Runnable what) {
        queue.add(new Due(now + (long) (millis * MILLI), sequence++, what));
    }

    private void eachSecond() {
        beats++;
        for (int i = 0; i < WORKERS; i++) {
            Heartbeat beat =
                    Heartbeat.newBuilder()
                            .setWorkerId("worker-" + i)
                            .setCapacity(SLOTS)
                            .setSequence(beats)
                            .setIntervalMs(1_000)
                            .addCapabilities(TYPE)
                            .build();
            var ignored = fleet.hear(beat, now);
        }
        in(1_000, this::eachSecond);
    }

    private void tick() {
        fleet.fade(now);
        assign();
        in(200, this::tick);
    }

    private void arrive() {
        come(new Task(now, exponential(MEAN_MILLIS), 1));
        in(exponential(1_000 / ARRIVALS_A_SECOND), this::arrive);
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
            Task task = backlog.remove();
            boolean ours = worker.id().equals(BROKEN);
            back += ours && now >= END - 60 * SECOND ? 1 : 0;
            boolean success = !(ours && now >= BREAKS && now < MENDED);
            double millis = success ? task.millis() : FAILS_AFTER_MILLIS;
            in(millis, () -> ended(worker.id(), task, success, millis));
        }
    }

    private void ended(String id, Task task, boolean success, double millis) {
        Worker worker = Objects.requireNonNull(fleet.worker(id));
        fleet.ended(id, TYPE, success, millis);
        fleet.judged(id, TYPE, success, now);
        fleet.answered(worker, TYPE, success, millis);
        fleet.free(worker, 1, false);
        if (success) {
            succeeded++;
            latencyMillis += (double) (now - task.arrivedAt()) / MILLI;
        } else {
            failed++;
            again(task);
        }
        assign();
    }

    private void again(Task task) {
        if (task.attempt() == ATTEMPTS) {
            lost++;
        } else {
            Task next = new Task(task.arrivedAt(), task.millis(), task.attempt() + 1);
            in(1_000, () -> come(next));
        }
    }
}
