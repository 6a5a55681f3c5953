package dev.minion.ledger.retention;

import dev.minion.contracts.TelemetryKeys;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Counts what this replica has removed. */
@ApplicationScoped
class PurgeMeter {

    private static final String WHAT = "what";

    private final MeterRegistry meters;

    PurgeMeter(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * A page is gone for good.
     *
     * @param batch null where there was none to do
     */
    void gone(@Nullable PurgeBatch batch) {
        PurgeBatch.Done done = batch == null ? null : batch.done();
        if (batch == null || done == null || batch.job().dryRun()) {
            return;
        }
        long rows = done.taken().counts().values().stream().mapToLong(Taken.Count::tasks).sum();
        switch (batch.job().scope()) {
            case TASKS -> {
                count("tasks", rows);
                count("progress", done.taken().progress());
            }
            case PROGRESS -> count("progress", done.taken().progress());
            case MESSAGES -> count("messages", rows);
        }
    }

    private void count(String what, long rows) {
        if (rows > 0) {
            meters.counter(TelemetryKeys.PURGED, WHAT, what).increment((double) rows);
        }
    }
}
