package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.contracts.ledger.UnmetDependency;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.cache.Reading;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.transition.TaskRows;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads tasks, whole. */
@ApplicationScoped
public class TaskReads {

    private static final int EXPLAINED = 100;

    static final String GET =
            "select "
                    + TaskRows.COLUMNS
                    + " from ledger.tasks t where t.namespace = $1"
                    + " and t.id = any($2::uuid[])";

    private static final String UNMET =
            """
            select d.depends_on, t.name, t.status, count(*) over () as unmet
            from ledger.task_dependencies d left join ledger.tasks t on t.id = d.depends_on
            where d.task_id = $1 and not d.settled order by d.position limit $2
            """;

    /** By key in the order of the children's ids. */
    private static final String OPEN_CHILDREN =
            """
            select t.id, t.name, t.status, count(*) over () as open
            from ledger.tasks t where t.parent_id = $1 and t.status < 7 order by t.id limit $2
            """;

    private static final String PAUSED =
            """
            select coalesce(h.reason, '') from ledger.task_history h
            where h.task_id = $1 and h.code = $2 order by h.sequence desc limit 1
            """;

    private final Pool pool;
    private final TaskCache cache;

    TaskReads(Pool pool, TaskCache cache) {
        this.pool = pool;
        this.cache = cache;
    }

    /** Those of the tasks that exist in the namespace, in the order asked for. */
    public Future<GetTasksResponse> get(GetTasksRequest request) {
        List<UUID> wanted = request.getIdsList().stream().map(Ids::fromBytes).toList();
        Map<UUID, Task> atHand = atHand(request, wanted);
        List<UUID> missing = wanted.stream().filter(id -> !atHand.containsKey(id)).toList();
        // A call for nothing asks whether Postgres answers.
        if (missing.isEmpty() && !wanted.isEmpty()) {
            return Future.succeededFuture(answer(wanted, atHand));
        }
        Reading reading = cache.reading(missing);
        return get(pool, request.getNamespace(), missing)
                .map(
                        found -> {
                            cache.put(reading, found.values());
                            found.putAll(atHand);
                            return answer(wanted, found);
                        });
    }

    private Map<UUID, Task> atHand(GetTasksRequest request, List<UUID> wanted) {
        if (cache.keeps().isZero()) {
            return Map.of();
        }
        Map<UUID, Task> atHand = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            long notOlderThan =
                    i < request.getNotOlderThanCount()
                            ? request.getNotOlderThan(i)
                            : TaskVersion.ANY;
            Task task = cache.find(request.getNamespace(), wanted.get(i), notOlderThan);
            if (task != null) {
                atHand.put(wanted.get(i), task);
            }
        }
        return atHand;
    }

    private GetTasksResponse answer(List<UUID> wanted, Map<UUID, Task> found) {
        GetTasksResponse.Builder response =
                GetTasksResponse.newBuilder().setCacheTtlMs(cache.keeps().toMillis());
        for (UUID id : wanted) {
            Task task = found.get(id);
            if (task != null) {
                response.addTasks(task);
            }
        }
        return response.build();
    }

    /** As the transaction leaves a task that it holds and has written. */
    Future<Task> written(Transaction transaction, String namespace, UUID id) {
        Reading reading = cache.reading(List.of(id));
        return get(transaction.connection(), namespace, List.of(id))
                .map(
                        found -> {
                            Task task = found.get(id);
                            if (task == null) {
                                throw new IllegalStateException("a written task is not there");
                            }
                            transaction.effects().write(reading, List.of(task));
                            return task;
                        });
    }

    /** As they are for this connection's transaction. */
    Future<Map<UUID, Task>> get(SqlClient connection, String namespace, Collection<UUID> ids) {
        return connection
                .preparedQuery(GET)
                .execute(Tuple.of(namespace).addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(TaskReads::tasks);
    }

    /** What the ledger knows of why a task waits. */
    public Future<ExplainTaskResponse> explain(String namespace, ByteString id) {
        UUID wanted = Ids.fromBytes(id);
        return get(pool, namespace, List.of(wanted))
                .compose(
                        found -> {
                            ExplainTaskResponse.Builder answer = ExplainTaskResponse.newBuilder();
                            Task task = found.get(wanted);
                            if (task == null) {
                                answer.setProblem(
                                        Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"));
                                return Future.succeededFuture(answer.build());
                            }
                            answer.setTask(task);
                            return explainPause(answer, wanted)
                                    .compose(
                                            done ->
                                                    task.getStatus() == TaskStatus.BLOCKED
                                                            ? explain(answer, wanted)
                                                            : Future.succeededFuture(
                                                                    answer.build()));
                        });
    }

    private Future<Void> explainPause(ExplainTaskResponse.Builder answer, UUID id) {
        return answer.getTask().getHeld()
                ? pool.preparedQuery(PAUSED)
                        .execute(Tuple.of(id, HandMark.PAUSED.code()))
                        .map(
                                rows -> {
                                    rows.forEach(row -> answer.setPauseReason(row.getString(0)));
                                    return null;
                                })
                : Future.succeededFuture();
    }

    /** Its dependencies come first: only where they are met its handler can be done. */
    private Future<ExplainTaskResponse> explain(ExplainTaskResponse.Builder answer, UUID id) {
        return pool.preparedQuery(UNMET)
                .execute(Tuple.of(id, EXPLAINED))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                answer.setUnmetTotal(Math.toIntExact(row.getLong(3)));
                                answer.addUnmet(unmet(row));
                            }
                            return rows.size() == 0
                                            && answer.getTask().getChildren().getWaitOnCompletion()
                                    ? children(answer, id)
                                    : Future.succeededFuture(answer.build());
                        });
    }

    private Future<ExplainTaskResponse> children(ExplainTaskResponse.Builder answer, UUID id) {
        return pool.preparedQuery(OPEN_CHILDREN)
                .execute(Tuple.of(id, EXPLAINED))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                answer.setOpenChildrenTotal(Math.toIntExact(row.getLong(3)));
                                answer.addOpenChildren(unmet(row));
                            }
                            return answer.build();
                        });
    }

    private static UnmetDependency unmet(Row row) {
        UnmetDependency.Builder unmet =
                UnmetDependency.newBuilder().setId(Ids.toBytes(row.getUUID(0)));
        String name = row.getString(1);
        return name == null
                ? unmet.build()
                : unmet.setName(name).setStatus(TaskStatus.forNumber(row.getShort(2))).build();
    }

    private static Map<UUID, Task> tasks(RowSet<Row> rows) {
        Map<UUID, Task> tasks = LinkedHashMap.newLinkedHashMap(rows.size());
        for (Row row : rows) {
            tasks.put(row.getUUID(0), TaskRows.whole(row));
        }
        return tasks;
    }
}
