package dev.minion.coordinator.pool;

import dev.minion.coordinator.pool.core.BreakerPolicy;

/** The circuit breakers that the environment wants. */
public final class ConfiguredBreakers {

    private ConfiguredBreakers() {}

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException for numbers that make no breaker, with the setting's name
     */
    public static BreakerPolicy of(PoolSettings pool) {
        BreakerSettings settings = pool.breaker();
        if (!settings.enabled()) {
            return BreakerPolicy.OFF;
        }
        require(settings.attempts() >= 1, "attempts must be 1 or more");
        require(
                settings.minAttempts() >= 1 && settings.minAttempts() <= settings.attempts(),
                "min-attempts must be 1 or more, and not more than attempts");
        require(
                settings.failureRate() > 0 && settings.failureRate() <= 1,
                "failure-rate must be above 0 and at most 1");
        require(settings.within().isPositive(), "within must be above 0");
        require(settings.openFor().isPositive(), "open-for must be above 0");
        require(
                settings.openAtMost().compareTo(settings.openFor()) >= 0,
                "open-at-most must not be less than open-for");
        require(settings.trials() >= 1, "trials must be 1 or more");
        return new BreakerPolicy(
                true,
                settings.attempts(),
                settings.within().toNanos(),
                settings.minAttempts(),
                settings.failureRate(),
                settings.openFor().toNanos(),
                settings.openAtMost().toNanos(),
                settings.trials(),
                settings.pairs());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("minion.pool.breaker." + what);
        }
    }
}
