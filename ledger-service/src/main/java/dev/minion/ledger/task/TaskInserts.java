package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.transition.ChangeLog;
import dev.minion.ledger.transition.ChildrenPolicies;
import dev.minion.ledger.transition.CountDeltas;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inserts many tasks with one statement; those that are there already stay as they are. */
final class TaskInserts {

    private static final String INTO_TASKS =
            """
            with made as (
            insert into ledger.tasks
              (id, parent_id, workflow_execution_id, created_at, run_after, due_at, queue_ms, epoch,
               attempt, unmet, dependency_count, partition, priority, status, on_dependency_failure,
               has_dependants, namespace, type, name, description, created_by, session_id,
               workflow_step, trace_parent, idempotency_key, error_code, error_message,
               error_retryable, completed_at, retry, timeouts, metadata, input, children_policy,
               demands, queue)
            select u.id, u.parent_id, u.execution_id, u.created_at, u.run_after,
              case when u.status = 2 then u.run_after
                   when u.status = 4 and u.queue_ms > 0
                     then now() + u.queue_ms * interval '1 millisecond' end,
              u.queue_ms, $1, u.attempt, u.unmet, u.dependency_count, u.partition, u.priority,
              u.status, u.policy, u.has_dependants, u.namespace, u.type, u.name, u.description,
              u.created_by, u.session_id, u.step, u.trace, u.key, u.error_code, u.error_message,
              case when u.error_code is not null then false end,
              case when u.error_code is not null then now() end,
              u.retry, u.timeouts, u.metadata, u.input, u.children_policy, u.demands,
              u.queue
            from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
                        $7::bigint[], $8::int[], $9::int[], $10::int[], $11::smallint[],
                        $12::smallint[], $13::smallint[], $14::smallint[], $15::boolean[],
                        $16::text[], $17::text[], $18::text[], $19::text[], $20::text[],
                        $21::text[], $22::text[], $23::text[], $24::text[], $25::text[],
                        $26::text[], $27::bytea[], $28::bytea[], $29::text[], $30::bytea[],
                        $31::smallint[], $32::bytea[], $33::int[])
              u(id, parent_id, execution_id, created_at, run_after, queue_ms, attempt, unmet,
                dependency_count, partition, priority, status, policy, has_dependants, namespace,
                type, name, description, created_by, session_id, step, trace, key, error_code,
                error_message, retry, timeouts, metadata, input, children_policy,
                demands, queue)
            on conflict do nothing
            returning id, namespace, type, status),
            logged as (%s)
            """;

    private static final String INSERT =
            INTO_TASKS.formatted(ChangeLog.created("made"))
                    + CountDeltas.added("made")
                    + " returning tasks";

    private static final String INSERT_FEW =
            INTO_TASKS.formatted(ChangeLog.createdFew("made"))
                    + CountDeltas.addedFew("made")
                    + " returning tasks";

    private static final int FEW = 8;

    private TaskInserts() {}

    /**
     * Inserts the tasks, and what refers to their inputs: then only within a transaction.
     *
     * @param epoch the first part of their fences
     * @param partitions how many there are
     * @return how many were not there before
     */
    static Future<Integer> insert(
            SqlClient connection, List<NewRow> rows, int epoch, int partitions) {
        if (rows.isEmpty()) {
            return Future.succeededFuture(0);
        }
        Columns columns = new Columns(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            columns.set(i, rows.get(i), partitions);
        }
        return connection
                .preparedQuery(rows.size() <= FEW ? INSERT_FEW : INSERT)
                .execute(columns.tuple(epoch))
                .map(TaskInserts::made)
                .compose(made -> refer(connection, rows).map(made));
    }

    private static Future<Void> refer(SqlClient connection, List<NewRow> rows) {
        List<UUID> referring = new ArrayList<>(0);
        for (NewRow row : rows) {
            if (PayloadRef.isOne(row.task().getInput())) {
                referring.add(row.id());
            }
        }
        return PayloadReferences.add(connection, referring);
    }

    private static int made(RowSet<Row> counts) {
        long made = 0;
        for (Row count : counts) {
            made += count.getLong(0);
        }
        return Math.toIntExact(made);
    }

    /** The statement's arrays. */
    private static final class Columns {

        private final UUID[] id;
        private final @Nullable UUID[] parent;
        private final @Nullable UUID[] execution;
        private final @Nullable OffsetDateTime[] createdAt;
        private final @Nullable OffsetDateTime[] runAfter;
        private final Long[] queueMs;
        private final Integer[] attempt;
        private final Integer[] unmet;
        private final Integer[] dependencyCount;
        private final Short[] partition;
        private final Short[] priority;
        private final Short[] status;
        private final Short[] policy;
        private final Boolean[] hasDependants;
        private final @Nullable String[][] texts;
        private final @Nullable Buffer[] retry;
        private final @Nullable Buffer[] timeouts;
        private final @Nullable String[] metadata;
        private final @Nullable Buffer[] input;
        private final @Nullable Short[] childrenPolicy;
        private final @Nullable Buffer[] demands;
        private final Integer[] queue;

        private static final int TEXTS = 11;

        Columns(int size) {
            id = new UUID[size];
            parent = new UUID[size];
            execution = new UUID[size];
            createdAt = new OffsetDateTime[size];
            runAfter = new OffsetDateTime[size];
            queueMs = new Long[size];
            attempt = new Integer[size];
            unmet = new Integer[size];
            dependencyCount = new Integer[size];
            partition = new Short[size];
            priority = new Short[size];
            status = new Short[size];
            policy = new Short[size];
            hasDependants = new Boolean[size];
            texts = new String[TEXTS][size];
            retry = new Buffer[size];
            timeouts = new Buffer[size];
            metadata = new String[size];
            input = new Buffer[size];
            childrenPolicy = new Short[size];
            demands = new Buffer[size];
            queue = new Integer[size];
        }

        void set(int i, NewRow row, int partitions) {
            NewTask task = row.task();
            id[i] = row.id();
            parent[i] = id(task.getParentId());
            execution[i] = id(task.getWorkflowExecutionId());
            createdAt[i] = Timestamps.toColumn(CreationTime.us(row.id()));
            runAfter[i] = Timestamps.toColumn(task.getRunAfterUs());
            queueMs[i] = task.getTimeouts().getQueueMs();
            attempt[i] = row.attempt();
            unmet[i] = row.unmet();
            dependencyCount[i] = row.dependencies().size();
            partition[i] = (short) Partitions.of(task, row.id(), partitions);
            priority[i] = (short) Math.clamp(task.getPriority(), Short.MIN_VALUE, Short.MAX_VALUE);
            status[i] = (short) row.status().getNumber();
            policy[i] = policy(task.getOnDependencyFailure());
            hasDependants[i] = row.hasDependants();
            retry[i] = stored(task.hasRetry(), task.getRetry(), RetryPolicy.getDefaultInstance());
            timeouts[i] =
                    stored(task.hasTimeouts(), task.getTimeouts(), FirstRelease.DEFAULT_TIMEOUTS);
            metadata[i] = task.getMetadata().isEmpty() ? null : task.getMetadata().toStringUtf8();
            input[i] = ReadyRows.column(task.getInput());
            childrenPolicy[i] = ChildrenPolicies.toColumn(task.getChildren());
            demands[i] = stored(task.hasDemands(), task.getDemands(), Demands.getDefaultInstance());
            queue[i] = Queues.of(task);
            setTexts(i, row, task);
        }

        private void setTexts(int i, NewRow row, NewTask task) {
            texts[0][i] = task.getNamespace();
            texts[1][i] = task.getType();
            texts[2][i] = task.getName();
            texts[3][i] = text(task.getDescription());
            texts[4][i] = text(task.getCreatedBy());
            texts[5][i] = text(task.getSessionId());
            texts[6][i] = text(task.getWorkflowStep());
            texts[7][i] = text(task.getTraceParent());
            texts[8][i] = text(task.getIdempotencyKey());
            if (row.error() != null) {
                texts[9][i] = row.error().getCode();
                texts[10][i] = row.error().getMessage();
            }
        }

        private static short policy(DependencyPolicy policy) {
            return (short)
                    switch (policy) {
                        case DEPENDENCY_SKIP, DEPENDENCY_IGNORE -> policy.getNumber();
                        case DEPENDENCY_FAIL, DEPENDENCY_POLICY_UNSPECIFIED, UNRECOGNIZED ->
                                DependencyPolicy.DEPENDENCY_FAIL_VALUE;
                    };
        }

        private static @Nullable UUID id(ByteString bytes) {
            return bytes.isEmpty() ? null : Ids.fromBytes(bytes);
        }

        private static @Nullable String text(String text) {
            return text.isEmpty() ? null : text;
        }

        private static @Nullable Buffer stored(boolean given, Message value, Message ordinary) {
            return given && !value.equals(ordinary) ? Buffer.buffer(value.toByteArray()) : null;
        }

        Tuple tuple(int epoch) {
            Tuple tuple =
                    Tuple.of(epoch)
                            .addArrayOfUUID(id)
                            .addArrayOfUUID(parent)
                            .addArrayOfUUID(execution)
                            .addArrayOfOffsetDateTime(createdAt)
                            .addArrayOfOffsetDateTime(runAfter)
                            .addArrayOfLong(queueMs)
                            .addArrayOfInteger(attempt)
                            .addArrayOfInteger(unmet)
                            .addArrayOfInteger(dependencyCount)
                            .addArrayOfShort(partition)
                            .addArrayOfShort(priority)
                            .addArrayOfShort(status)
                            .addArrayOfShort(policy)
                            .addArrayOfBoolean(hasDependants);
            for (@Nullable String[] column : texts) {
                tuple.addArrayOfString(column);
            }
            return tuple.addArrayOfBuffer(retry)
                    .addArrayOfBuffer(timeouts)
                    .addArrayOfString(metadata)
                    .addArrayOfBuffer(input)
                    .addArrayOfShort(childrenPolicy)
                    .addArrayOfBuffer(demands)
                    .addArrayOfInteger(queue);
        }
    }
}
