package dev.minion.ledger.progress;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.ListProgressResponse;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.state.AttemptRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Progress by request: record, history, latest. */
@ApplicationScoped
public class ProgressRequests {

    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    private static final String EXISTS =
            "select 1 from ledger.tasks where id = $1 and namespace = $2";

    private static final String HISTORY =
            """
            select sequence, percent, message, data, attempt, at from ledger.task_progress
            where task_id = $1 and sequence > $2 order by sequence limit $3
            """;

    private static final String LATEST =
            """
            select sequence, percent, message, data, attempt, at from ledger.task_progress
            where task_id = $1 order by sequence desc limit 1
            """;

    private final Transactions transactions;
    private final Pool pool;
    private final Outcomes outcomes;

    ProgressRequests(Transactions transactions, Pool pool, Outcomes outcomes) {
        this.transactions = transactions;
        this.pool = pool;
        this.outcomes = outcomes;
    }

    /** Records progress of a task that has been released; the fence is checked where given. */
    public Future<ProgressResult> record(RecordProgressRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return transactions.run(
                transaction ->
                        transaction
                                .lock(List.of(id))
                                .compose(
                                        locked -> {
                                            LockedTask task = locked.get(id);
                                            Problem refused = refuse(request, task);
                                            return task == null || refused != null
                                                    ? Future.succeededFuture(refused(refused))
                                                    : record(transaction, request, task);
                                        }));
    }

    private @Nullable Problem refuse(RecordProgressRequest request, @Nullable LockedTask task) {
        if (task == null || !task.namespace().equals(request.getNamespace())) {
            return problem(FailureCode.TASK_NOT_FOUND, "no such task");
        }
        if (request.hasFence() && !task.state().holds(request.getFence())) {
            outcomes.stale(1);
            return problem(FailureCode.FENCED, "the fence has passed to another attempt");
        }
        if (!Transitions.released(task.state().status())) {
            return problem(FailureCode.ILLEGAL_TRANSITION, "the task does not run");
        }
        return null;
    }

    private static Future<ProgressResult> record(
            Transaction transaction, RecordProgressRequest request, LockedTask task) {
        TaskState state = task.state();
        TaskEvent event =
                TaskEvent.newBuilder()
                        .setFence(state.fence())
                        .setWorkerId(state.assignedTo())
                        .setProgressed(Progressed.newBuilder().setPercent(request.getPercent()))
                        .build();
        ProgressRow row =
                new ProgressRow(
                        task.id(),
                        state.attempt(),
                        Math.clamp(request.getPercent(), 0, 100),
                        request.getMessage(),
                        request.getData());
        if (!(AttemptRules.fold(state, event, transaction.moment())
                instanceof Verdict.Accepted accepted)) {
            return Future.succeededFuture(
                    refused(problem(FailureCode.ILLEGAL_TRANSITION, "the task does not run")));
        }
        return ProgressWrites.append(transaction.connection(), List.of(row))
                .compose(
                        rows -> {
                            Row written = rows.iterator().next();
                            ProgressResult result =
                                    ProgressResult.newBuilder()
                                            .setProgress(recorded(row, written))
                                            .build();
                            return transaction
                                    .write(List.of(Decided.of(task, accepted)))
                                    .map(result);
                        });
    }

    private static ProgressRecord recorded(ProgressRow row, Row written) {
        return ProgressRecord.newBuilder()
                .setSequence(written.getLong(0))
                .setPercent(row.percent())
                .setMessage(row.message())
                .setData(row.data())
                .setAttempt(row.attempt())
                .setAtUs(Timestamps.fromColumn(written.getOffsetDateTime(1)))
                .build();
    }

    /** The history of a task, oldest first, or its newest record. */
    public Future<ListProgressResponse> list(ListProgressRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return pool.preparedQuery(EXISTS)
                .execute(Tuple.of(id, request.getNamespace()))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.succeededFuture(
                                                ListProgressResponse.newBuilder()
                                                        .setProblem(
                                                                problem(
                                                                        FailureCode.TASK_NOT_FOUND,
                                                                        "no such task"))
                                                        .build())
                                        : list(request, id));
    }

    private Future<ListProgressResponse> list(ListProgressRequest request, UUID id) {
        int limit =
                request.getLimit() <= 0 ? DEFAULT_PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        return (request.getLatest()
                        ? pool.preparedQuery(LATEST).execute(Tuple.of(id))
                        : pool.preparedQuery(HISTORY)
                                .execute(Tuple.of(id, request.getAfterSequence(), limit)))
                .map(
                        rows -> {
                            ListProgressResponse.Builder list = ListProgressResponse.newBuilder();
                            for (Row row : rows) {
                                list.addItems(stored(row));
                            }
                            return list.build();
                        });
    }

    private static ProgressRecord stored(Row row) {
        String message = row.getString(2);
        ByteString data = ReadyRows.bytes(row.getBuffer(3));
        return ProgressRecord.newBuilder()
                .setSequence(row.getLong(0))
                .setPercent(row.getShort(1))
                .setMessage(message == null ? "" : message)
                .setData(data)
                .setAttempt(row.getInteger(4))
                .setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(5)))
                .build();
    }

    private static ProgressResult refused(@Nullable Problem problem) {
        return ProgressResult.newBuilder()
                .setProblem(
                        problem == null
                                ? problem(FailureCode.TASK_NOT_FOUND, "no such task")
                                : problem)
                .build();
    }

    private static Problem problem(FailureCode code, String detail) {
        return Problem.newBuilder().setCode(code.code()).setDetail(detail).build();
    }
}
