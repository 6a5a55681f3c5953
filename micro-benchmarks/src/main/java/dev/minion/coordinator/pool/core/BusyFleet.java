package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** A fleet in which all workers are known, in part busy, and something was learned of each. */
final class BusyFleet {

    static final int SLOTS = 16;
    static final String TYPE = "demo.echo";

    private static final long SECOND = 1_000_000_000;

    private BusyFleet() {}

    /** Nobody is known yet. */
    static Fleet empty(String strategy) {
        return new Fleet(
                new FleetPolicy(1, 4 * SECOND, 600 * SECOND, 100),
                new Balance(
                        StrategyChoice.of(StrategyName.of(strategy).orElseThrow()),
                        new Quality(LearningPolicy.USUAL),
                        new SplittableRandom(1)),
                BreakerPolicy.USUAL);
    }

    /** The workers with these heartbeats; they are added to the list in order. */
    static Fleet of(String strategy, List<Heartbeat> heartbeats, List<Worker> all) {
        Fleet fleet = empty(strategy);
        BitSet own = new BitSet();
        own.set(0);
        fleet.own(own);
        SplittableRandom random = new SplittableRandom(1);
        for (Heartbeat heartbeat : heartbeats) {
            Worker worker = Objects.requireNonNull(fleet.hear(heartbeat, 0));
            all.add(worker);
            for (int busy = random.nextInt(SLOTS / 2); busy > 0; busy--) {
                fleet.adopt(worker, 1);
            }
            for (int ended = 0; ended < 20; ended++) {
                fleet.ended(worker.id(), TYPE, random.nextInt(10) > 0, random.nextInt(1, 200));
                fleet.answered(worker, TYPE, true, random.nextInt(1, 200));
            }
        }
        return fleet;
    }
}
