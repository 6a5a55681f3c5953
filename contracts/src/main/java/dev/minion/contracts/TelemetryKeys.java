package dev.minion.contracts;

/** Names of metrics, log and trace attributes: the one place where they are spelled. */
public final class TelemetryKeys {

    // Attributes.
    public static final String TASK_ID = "minion.task.id";
    public static final String TASK_TYPE = "minion.task.type";
    public static final String ATTEMPT = "minion.task.attempt";
    public static final String NAMESPACE = "minion.namespace";
    public static final String WORKER_ID = "minion.worker.id";
    public static final String PARTITION = "minion.partition";

    // Metrics.
    public static final String TASKS_CREATED = "minion.tasks.created";
    public static final String TASKS_FINISHED = "minion.tasks.finished";
    public static final String EVENTS_FOLDED = "minion.ledger.events.folded";
    public static final String EVENTS_STALE = "minion.ledger.events.stale";
    public static final String RECORDS_PARKED = "minion.records.parked";
    public static final String COUNT_DRIFT = "minion.ledger.counts.drift";
    public static final String PURGED = "minion.ledger.purged";
    public static final String CACHE_HITS = "minion.ledger.cache.hits";
    public static final String CACHE_MISSES = "minion.ledger.cache.misses";
    public static final String CACHE_STALE = "minion.ledger.cache.stale";
    public static final String CACHE_EVICTIONS = "minion.ledger.cache.evictions";
    public static final String CACHE_BYTES = "minion.ledger.cache.bytes";
    public static final String FOLD_BATCH = "minion.ledger.fold.batch";
    public static final String CREATE_BATCH = "minion.ledger.create.batch";
    public static final String READY_WINDOW = "minion.coordinator.window";
    public static final String ASSIGNED = "minion.coordinator.assigned";
    public static final String IN_FLIGHT = "minion.coordinator.in_flight";
    public static final String RELEASED = "minion.coordinator.released";
    public static final String FLOW_CORRECTIONS = "minion.coordinator.flow.corrections";
    public static final String OPEN_BREAKERS = "minion.coordinator.breakers";
    public static final String BREAKER_OPENINGS = "minion.coordinator.breaker.openings";
    public static final String PAUSES = "minion.coordinator.pauses";
    public static final String WORKERS = "minion.coordinator.workers";
    public static final String CLAIMS = "minion.dedup.claims";
    public static final String CLAIMS_REFUSED = "minion.dedup.claims.refused";
    public static final String KEY_CHECKS = "minion.dedup.keys";
    public static final String KEY_DUPLICATES = "minion.dedup.keys.duplicate";
    public static final String DEDUP_UNAVAILABLE = "minion.dedup.unavailable";
    public static final String HANDLER_RUNS = "minion.worker.runs";
    public static final String HANDLER_DURATION = "minion.worker.run.duration";
    public static final String WORKER_RUNNING = "minion.worker.running";

    // CloudEvents types of the records.
    public static final String CE_READY = "dev.minion.task.ready";
    public static final String CE_ASSIGNED = "dev.minion.task.assigned";
    public static final String CE_EVENT = "dev.minion.task.event";
    public static final String CE_CHANGED = "dev.minion.task.changed";
    public static final String CE_TOUCHED = "dev.minion.task.touched";
    public static final String CE_HEARTBEAT = "dev.minion.worker.heartbeat";
    public static final String CE_MESSAGE = "dev.minion.message.sent";
    public static final String CE_DEAD_LETTER = "dev.minion.record.parked";

    private TelemetryKeys() {}
}
