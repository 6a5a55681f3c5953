package dev.minion.coordinator.schedule.core;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Simulated time, and records that are late, twice, out of order or lost, as a seed wants it. */
final class SimulatedNetwork {

    static final long MILLI = 1_000_000L;

    private record Due(long at, long sequence, Runnable what) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    final SplittableRandom random;

    /** For what people and strategies choose, which draws nothing from the world's own chance. */
    final SplittableRandom taste;

    private long sequence;
    long now;

    /** False once the faults have healed. */
    boolean faulty = true;

    /** Until then no record gets through; those that are sent wait. */
    private long awayUntil;

    private final double loss;
    private final double repeat;

    SimulatedNetwork(long seed) {
        this.random = new SplittableRandom(seed);
        this.taste = new SplittableRandom(~seed);
        this.loss = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.1);
        this.repeat = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void at(long time, Runnable what) {
        queue.add(new Due(Math.max(now, time), sequence++, what));
    }

    void in(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    void goAway(long nanos) {
        awayUntil = Math.max(awayUntil, now + nanos);
    }

    /** A record that may be lost, for the ledger is the truth. */
    void unreliable(Runnable delivery) {
        if (!(faulty && chance(loss))) {
            reliable(delivery);
        }
    }

    /** A record that arrives at least once. */
    void reliable(Runnable delivery) {
        at(Math.max(now, awayUntil) + delay(), delivery);
        if (faulty && chance(repeat)) {
            at(Math.max(now, awayUntil) + delay() + delay(), delivery);
        }
    }

    private long delay() {
        boolean slow = faulty && chance(0.02);
        return random.nextLong(MILLI, slow ? 3_000 * MILLI : 20 * MILLI);
    }

    /** Runs until the time, or until the condition holds. */
    void run(long until) {
        while (!queue.isEmpty() && queue.peek().at() <= until) {
            Due due = queue.remove();
            now = due.at();
            due.what().run();
        }
        now = until;
    }
}
