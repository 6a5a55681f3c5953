package dev.minion.ledger.fold;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.cache.Reading;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.transition.ChangeLog;
import dev.minion.ledger.transition.ChildrenPolicies;
import dev.minion.ledger.transition.CountDeltas;
import dev.minion.ledger.transition.Ended;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.TaskRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The hot path: attempts that completed, in one statement that looks at nothing first. */
final class Completions {

    private static final String STATEMENT =
            """
            with done as (
            update ledger.tasks t set
              status = 7, output = u.output, assigned_to = u.worker, started_at = u.started_at,
              completed_at = now(), due_at = null, error_code = null, error_message = null,
              error_retryable = null, version = t.version + 1, updated_at = now()
            from unnest($1::uuid[], $2::int[], $3::int[], $4::bytea[], $5::text[], $6::timestamptz[])
              u(id, epoch, attempt, output, worker, started_at)
            where t.id = u.id and t.epoch = u.epoch and t.attempt = u.attempt
              and t.status in (4, 5, 6)%s
            returning t.id as of_id, t.partition, t.namespace as of_namespace, t.type as of_type, t.version,
              t.has_dependants, t.updated_at, t.progress, old.status as was%s),
            counted as (%s),
            logged as (%s)
            select * from done
            """;

    private static final String LEAVES = " and not t.has_dependants and t.children_policy is null";

    /**
     * A parent that waits for its children is not touched: that is decided with its row in hand.
     */
    static final String COMPLETE =
            STATEMENT.formatted(
                    " and (t.children_policy is null or t.children_policy < "
                            + ChildrenPolicies.WAIT_ON_COMPLETION
                            + ")",
                    ", t.children_policy",
                    CountDeltas.completed("done"),
                    ChangeLog.completed("done"));

    /** Nothing else belongs to its transaction, so that none has to be begun. */
    static final String COMPLETE_ALONE =
            STATEMENT.formatted(
                    LEAVES, "", CountDeltas.completed("done"), ChangeLog.completed("done"));

    /** The same, for few. */
    static final String COMPLETE_ALONE_TELLING =
            STATEMENT.formatted(
                    LEAVES,
                    ", " + TaskRows.COLUMNS_WITH_SMALL_INPUT,
                    CountDeltas.completedFew("done"),
                    ChangeLog.completedFew("done"));

    /**
     * Up to so many at once are told whole, which saves those who wait for them a reading. Of many
     * at once few are waited for, and the topic would carry all of them again.
     */
    private static final int TOLD_WHOLE = 8;

    private final Map<UUID, TaskEvent> reported = new HashMap<>();
    private final List<Ended> concerning = new ArrayList<>();

    /** Completed tasks whose output lies elsewhere. */
    private final List<UUID> referring = new ArrayList<>(0);

    void add(UUID id, TaskEvent completion) {
        reported.put(id, completion);
    }

    /** Those that are not written, or of which that is not known. */
    Set<UUID> ids() {
        return reported.keySet();
    }

    /** Writes them; those that touched a row are no longer in {@link #untouched}. */
    Future<Void> write(SqlClient connection, Effects effects) {
        return write(COMPLETE, connection, effects, Reading.IDLE)
                .compose(done -> PayloadReferences.add(connection, referring));
    }

    /**
     * The same for those whose end concerns no other task: one statement, a transaction by itself.
     */
    Future<Void> writeAlone(SqlClient pool, Effects effects, Reading reading) {
        boolean telling =
                reported.size() <= TOLD_WHOLE
                        && reported.values().stream().allMatch(Completions::small);
        return write(telling ? COMPLETE_ALONE_TELLING : COMPLETE_ALONE, pool, effects, reading);
    }

    private static boolean small(TaskEvent event) {
        return event.getCompleted().getOutput().size() <= Limits.INLINE_INPUT_BYTES;
    }

    private Future<Void> write(
            String statement, SqlClient connection, Effects effects, Reading reading) {
        if (reported.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(statement)
                .execute(tuple())
                .map(
                        rows -> {
                            tell(statement, rows, effects, reading);
                            return null;
                        });
    }

    /** What touched no row: duplicate, stale, or of a task that is gone. */
    Map<UUID, TaskEvent> untouched() {
        return reported;
    }

    /** Completed tasks on which others depend, or that have a policy for their children. */
    List<Ended> concerning() {
        return concerning;
    }

    private void tell(String statement, RowSet<Row> rows, Effects effects, Reading reading) {
        for (Row row : rows) {
            UUID id = row.getUUID(0);
            TaskEvent event = reported.remove(id);
            if (event == null) {
                throw new IllegalStateException("a task was completed that nobody reported");
            }
            TaskChange.Builder change = change(row, event);
            Task whole = statement.equals(COMPLETE_ALONE_TELLING) ? TaskRows.small(row) : null;
            if (whole != null) {
                change.setTask(whole);
                effects.write(reading, List.of(whole));
            }
            effects.add(change.build());
            if (PayloadRef.isOne(event.getCompleted().getOutput())) {
                referring.add(id);
            }
            if (statement.equals(COMPLETE)) {
                concern(id, row);
            }
        }
    }

    private void concern(UUID id, Row row) {
        boolean hasDependants = row.getBoolean(5);
        Short children = row.getShort("children_policy");
        if (hasDependants || children != null) {
            ChildrenPolicy policy = ChildrenPolicies.of(children);
            concerning.add(new Ended(id, TaskStatus.COMPLETED, hasDependants, null, policy));
        }
    }

    private static TaskChange.Builder change(Row row, TaskEvent event) {
        Short progress = row.getShort(7);
        return TaskChange.newBuilder()
                .setTaskId(event.getTaskId())
                .setPartition(row.getShort(1))
                .setNamespace(row.getString(2))
                .setType(row.getString(3))
                .setFence(event.getFence())
                .setStatus(TaskStatus.COMPLETED)
                .setAttemptEnded(true)
                .setWorkerId(event.getWorkerId())
                .setProgress(progress == null ? -1 : progress)
                .setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(6)))
                .setVersion(row.getLong(4))
                .setRunMs(runMs(event));
    }

    /** Milliseconds from start to end by the worker's clock, 0 where unknown. */
    static long runMs(TaskEvent event) {
        return event.getStartedAtUs() == 0
                ? 0
                : Math.max(0, event.getAtUs() - event.getStartedAtUs()) / 1_000;
    }

    private Tuple tuple() {
        int size = reported.size();
        UUID[] id = new UUID[size];
        Integer[] epoch = new Integer[size];
        Integer[] attempt = new Integer[size];
        @Nullable Buffer[] output = new Buffer[size];
        String[] worker = new String[size];
        @Nullable OffsetDateTime[] startedAt = new OffsetDateTime[size];
        int i = 0;
        for (TaskEvent event : reported.values()) {
            id[i] = Ids.fromBytes(event.getTaskId());
            epoch[i] = event.getFence().getEpoch();
            attempt[i] = event.getFence().getAttempt();
            output[i] = ReadyRows.column(event.getCompleted().getOutput());
            worker[i] = event.getWorkerId();
            startedAt[i] = Timestamps.toColumn(event.getStartedAtUs());
            i++;
        }
        return Tuple.tuple()
                .addArrayOfUUID(id)
                .addArrayOfInteger(epoch)
                .addArrayOfInteger(attempt)
                .addArrayOfBuffer(output)
                .addArrayOfString(worker)
                .addArrayOfOffsetDateTime(startedAt);
    }
}
