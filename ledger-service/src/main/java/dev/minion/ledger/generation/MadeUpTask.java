package dev.minion.ledger.generation;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Queues;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is copied.
 *
 * @param endedUs microseconds since 1970, 0 while it is open
 * @param metadata JSON, or null
 */
record MadeUpTask(
        UUID id,
        @Nullable UUID parent,
        @Nullable UUID execution,
        TaskStatus status,
        int priority,
        long endedUs,
        String namespace,
        String type,
        String name,
        @Nullable String worker,
        String creator,
        @Nullable String session,
        @Nullable String metadata,
        String input) {

    /** The columns in the order of {@link #write}. */
    static final String COLUMNS =
            "id, parent_id, workflow_execution_id, created_at, updated_at, started_at,"
                    + " completed_at, run_after, version, epoch, attempt, partition, priority,"
                    + " status, namespace, type, name, assigned_to, created_by, session_id,"
                    + " error_code, error_message, metadata, input, output, queue";

    private static final int FIELDS = 26;
    private static final long RUN_US = 50_000;
    private static final long LATER_US = 365L * 24 * 3_600 * 1_000_000;

    /** As a row of {@link #COLUMNS}. */
    void write(CopyRows rows) {
        long created = Ids.millisOf(id) * 1_000;
        boolean completed = status == TaskStatus.COMPLETED;
        boolean failed = status.getNumber() > TaskStatus.COMPLETED_VALUE;
        rows.row(FIELDS);
        rows.uuid(id);
        rows.uuid(parent);
        rows.uuid(execution);
        rows.time(created);
        rows.time(endedUs == 0 ? created + RUN_US : endedUs);
        rows.time(worker == null ? 0 : created + RUN_US);
        rows.time(endedUs);
        rows.time(status == TaskStatus.SCHEDULED ? created + LATER_US : 0);
        rows.bigint(endedUs == 0 ? 1 : 2);
        rows.integer(1);
        rows.integer(1);
        rows.smallint(Partitions.of(id, Partitions.DEFAULT_COUNT));
        rows.smallint(priority);
        rows.smallint(status.getNumber());
        rows.text(namespace);
        rows.text(type);
        rows.text(name);
        rows.text(worker);
        rows.text(creator);
        rows.text(session);
        rows.text(failed ? "handler-failed" : null);
        rows.text(failed ? "made up" : null);
        rows.text(metadata);
        rows.text(input);
        rows.text(completed ? input : null);
        rows.integer(Queues.of(namespace, ""));
    }
}
