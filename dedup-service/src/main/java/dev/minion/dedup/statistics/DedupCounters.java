package dev.minion.dedup.statistics;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.dedup.DedupStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/** Counts since the start. The metrics read the same numbers as the call. */
@Singleton
public final class DedupCounters {

    private final LongAdder keyChecks = new LongAdder();
    private final LongAdder keyDuplicates = new LongAdder();
    private final LongAdder claims = new LongAdder();
    private final LongAdder claimsRefused = new LongAdder();
    private final LongAdder backendFailures = new LongAdder();
    private final RoundTrips roundTrips;

    DedupCounters(MeterRegistry registry, InstantSource clock) {
        this.roundTrips = new RoundTrips(clock);
        register(registry, TelemetryKeys.KEY_CHECKS, keyChecks);
        register(registry, TelemetryKeys.KEY_DUPLICATES, keyDuplicates);
        register(registry, TelemetryKeys.CLAIMS, claims);
        register(registry, TelemetryKeys.CLAIMS_REFUSED, claimsRefused);
        register(registry, TelemetryKeys.DEDUP_UNAVAILABLE, backendFailures);
    }

    private static void register(MeterRegistry registry, String name, LongAdder counter) {
        FunctionCounter.builder(name, counter, LongAdder::doubleValue).register(registry);
    }

    /** Keys were checked, and so many of them were known. */
    public void keysChecked(int checked, long known) {
        keyChecks.add(checked);
        keyDuplicates.add(known);
    }

    /** Attempts were claimed, and so many of them were another's. */
    public void attemptsClaimed(int claimed, long refused) {
        claims.add(claimed);
        claimsRefused.add(refused);
    }

    /** The backend answered after this time. */
    public void answered(Duration time) {
        roundTrips.record(time);
    }

    /** The backend did not answer. */
    public void failed() {
        backendFailures.increment();
    }

    /** All counts, as the call answers them. */
    public DedupStatistics read() {
        return DedupStatistics.newBuilder()
                .setKeyChecks(keyChecks.sum())
                .setKeyDuplicates(keyDuplicates.sum())
                .setClaims(claims.sum())
                .setClaimsRefused(claimsRefused.sum())
                .setBackendFailures(backendFailures.sum())
                .setP50Ms(millis(roundTrips.quantile(0.50)))
                .setP99Ms(millis(roundTrips.quantile(0.99)))
                .build();
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
