package dev.minion.worker.run;

import jakarta.inject.Singleton;

/**
 * Looks at all attempts: tells of those that have begun and not ended, and ends those past their
 * time. One pass over the register is cheaper than a timer for each attempt.
 */
@Singleton
public class AttemptTicker {

    /**
     * Time between two passes, in milliseconds: how late a start is told or a timeout is noticed.
     */
    public static final long PERIOD_MILLIS = 20;

    private final AttemptRegister register;
    private final Reports reports;

    AttemptTicker(AttemptRegister register, Reports reports) {
        this.register = register;
        this.reports = reports;
    }

    /** One pass. */
    public void step(long nowNanos) {
        for (Attempt attempt : register.all()) {
            if (attempt.tick(nowNanos)) {
                reports.ready(attempt);
            }
        }
    }
}
