package dev.minion.coordinator.pool.core;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.records.Heartbeat;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** A fleet on a table: workers of type {@code a} that a test hears, loads and teaches. */
final class Fleets {

    static final long SECOND = 1_000_000_000L;

    final Quality quality = new Quality(LearningPolicy.USUAL);
    final Fleet fleet;
    private long sequence;

    Fleets(StrategyChoice choice, long seed) {
        fleet =
                new Fleet(
                        new FleetPolicy(6, 4 * SECOND, 600 * SECOND, 100),
                        new Balance(choice, quality, new SplittableRandom(seed)),
                        BreakerPolicy.USUAL);
        BitSet all = new BitSet();
        all.set(0, 6);
        fleet.own(all);
    }

    static Fleets of(StrategyName strategy) {
        return new Fleets(StrategyChoice.of(strategy), 1);
    }

    @CanIgnoreReturnValue
    Worker hear(String id, int capacity, String... types) {
        Heartbeat.Builder beat =
                Heartbeat.newBuilder()
                        .setWorkerId(id)
                        .setName(id)
                        .setCapacity(capacity)
                        .setSequence(++sequence)
                        .setIntervalMs(1_000);
        for (String type : types) {
            beat.addCapabilities(type);
        }
        return Objects.requireNonNull(fleet.hear(beat.build(), 0));
    }

    /** The worker has ended so many attempts of the type, each after so long. */
    void teach(String worker, String type, int attempts, boolean success, double millis) {
        for (int i = 0; i < attempts; i++) {
            fleet.ended(worker, type, success, millis);
            fleet.answered(known(worker), type, success, millis);
        }
    }

    /** So many attempts of the type have ended at the worker, at that moment. */
    void judge(String worker, String type, int attempts, boolean success, long now) {
        for (int i = 0; i < attempts; i++) {
            fleet.judged(worker, type, success, now);
        }
    }

    /** Where the worker's breaker for the type stands. */
    BreakerState breaker(String worker, String type) {
        return fleet.breakers().facts().stream()
                .filter(facts -> facts.workerId().equals(worker) && facts.type().equals(type))
                .map(BreakerFacts::state)
                .findFirst()
                .orElse(BreakerState.CLOSED);
    }

    Worker known(String worker) {
        return Objects.requireNonNull(fleet.worker(worker));
    }

    /** All that the worker holds has ended. */
    void freeAll(String worker) {
        while (known(worker).held() > 0) {
            fleet.free(known(worker), 1, false);
        }
    }

    /** Assigns one task of the type. */
    String assign(String type) {
        Worker worker = Objects.requireNonNull(fleet.preferred(type));
        fleet.take(worker, 1);
        return worker.id();
    }

    /** Assigns tasks and tells how many each worker got. */
    Map<String, Integer> assign(String type, int tasks) {
        Map<String, Integer> shares = new LinkedHashMap<>();
        for (int i = 0; i < tasks; i++) {
            shares.merge(assign(type), 1, Integer::sum);
        }
        return shares;
    }

    /** Assigns tasks one after the other, each of which ends before the next one comes. */
    Map<String, Integer> assignAlone(String type, int tasks) {
        Map<String, Integer> shares = new LinkedHashMap<>();
        for (int i = 0; i < tasks; i++) {
            String id = assign(type);
            shares.merge(id, 1, Integer::sum);
            fleet.free(known(id), 1, false);
        }
        return shares;
    }
}
