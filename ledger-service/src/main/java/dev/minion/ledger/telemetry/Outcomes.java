package dev.minion.ledger.telemetry;

import dev.minion.contracts.Ids;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.TaskStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what this replica recorded. */
@ApplicationScoped
public class Outcomes {

    private final MeterRegistry meters;
    private final Map<TaskStatus, Counter> finished = new ConcurrentHashMap<>();
    private final Counter staleMeter;
    private final Counter parkedMeter;
    private final LongAdder stale = new LongAdder();
    private final LongAdder parked = new LongAdder();
    private final LastMinute minute = new LastMinute();

    Outcomes(MeterRegistry meters) {
        this.meters = meters;
        this.staleMeter = meters.counter(TelemetryKeys.EVENTS_STALE);
        this.parkedMeter = meters.counter(TelemetryKeys.RECORDS_PARKED);
    }

    /** A task reached a terminal status. */
    public void ended(TaskChange change) {
        finished.computeIfAbsent(change.getStatus(), this::counter).increment();
        long nowUs = change.getAtUs();
        synchronized (minute) {
            if (change.getStatus() == TaskStatus.COMPLETED) {
                long createdUs = Ids.millisOf(Ids.fromBytes(change.getTaskId())) * 1_000;
                minute.completed(nowUs, nowUs - createdUs);
            } else {
                minute.failed(nowUs);
            }
        }
    }

    /** Reports were refused because their fence had passed. */
    public void stale(int count) {
        stale.add(count);
        staleMeter.increment(count);
    }

    /** Records were put into the dead letters. */
    public void parked(int count) {
        parked.add(count);
        parkedMeter.increment(count);
    }

    /** Reports refused since this ledger started. */
    public long staleEvents() {
        return stale.sum();
    }

    /** Records parked since this ledger started. */
    public long parkedRecords() {
        return parked.sum();
    }

    /** Rates and latencies of the minute before now. */
    public LastMinute.Summary lastMinute(long nowUs) {
        synchronized (minute) {
            return minute.summary(nowUs);
        }
    }

    private Counter counter(TaskStatus status) {
        return meters.counter(
                TelemetryKeys.TASKS_FINISHED, "status", status.name().toLowerCase(Locale.ROOT));
    }
}
