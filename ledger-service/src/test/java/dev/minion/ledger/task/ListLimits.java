package dev.minion.ledger.task;

import java.time.Duration;

/** What lists may cost in a test. */
record ListLimits(int mostRead, Duration timeLimit) implements ListConfig {

    @Override
    public int mostCounted() {
        return mostRead;
    }

    @Override
    public int mostCountedByIndex() {
        return mostRead;
    }

    /** No longer than one look. */
    @Override
    public Duration searchFor() {
        return Duration.ZERO;
    }

    /** As in the service. */
    static final ListLimits ORDINARY = new ListLimits(10_000, Duration.ofSeconds(5));
}
