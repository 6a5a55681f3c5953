package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Revivals;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets ended tasks run again. What they depend on is looked at again too: a task whose dependency
 * failed can only be retried after that dependency was.
 */
@ApplicationScoped
public class TaskRetries {

    private static final String DEPENDENCIES =
            """
            select t.id, t.status from ledger.tasks t
            where t.id in (select d.depends_on from ledger.task_dependencies d where d.task_id = $1)
            order by t.id for no key update
            """;

    private static final String REOPEN =
            """
            update ledger.task_dependencies set settled = not (depends_on = any($2::uuid[]))
            where task_id = $1
            """;

    private static final String MARK =
            "update ledger.tasks set has_dependants = true where id = any($1::uuid[])";

    private final Transactions transactions;
    private final TaskReads reads;

    TaskRetries(Transactions transactions, TaskReads reads) {
        this.transactions = transactions;
        this.reads = reads;
    }

    /** Issues the next attempt of an ended task, with a fresh budget. */
    public Future<TaskResult> retry(RetryTaskRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        // Dependencies are locked before what depends on them, as everywhere.
        return transactions.run(
                transaction ->
                        transaction
                                .connection()
                                .preparedQuery(DEPENDENCIES)
                                .execute(Tuple.of(id))
                                .compose(
                                        dependencies ->
                                                transaction
                                                        .lock(List.of(id))
                                                        .compose(
                                                                locked ->
                                                                        retry(
                                                                                transaction,
                                                                                request,
                                                                                locked.get(id),
                                                                                dependencies))));
    }

    private Future<TaskResult> retry(
            Transaction transaction,
            RetryTaskRequest request,
            @Nullable LockedTask task,
            RowSet<Row> dependencies) {
        if (task == null || !task.namespace().equals(request.getNamespace())) {
            return Future.succeededFuture(TaskRequests.notFound());
        }
        List<UUID> open = new ArrayList<>();
        UUID failed = null;
        for (Row row : dependencies) {
            TaskStatus status = TaskStatus.forNumber(row.getShort(1));
            if (!Transitions.terminal(status)) {
                open.add(row.getUUID(0));
            } else if (Transitions.unsuccessful(status)
                    && task.onDependencyFailure() != DependencyPolicy.DEPENDENCY_IGNORE) {
                failed = row.getUUID(0);
            }
        }
        Verdict verdict = RequestRules.retry(task.state(), open.size(), transaction.moment());
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            String detail = verdict instanceof Verdict.Illegal(String why) ? why : "not now";
            return refuse(detail);
        }
        if (failed != null) {
            return refuse("its dependency " + failed + " did not complete: retry that first");
        }
        return keep(transaction, task.id(), dependencies)
                .compose(done -> reopen(transaction, task.id(), open))
                .compose(done -> transaction.write(List.of(Decided.of(task, accepted))))
                .compose(done -> reads.written(transaction, task.namespace(), task.id()))
                .map(TaskRequests::found);
    }

    /** It is open again, and needs what it depends on: none of that may go meanwhile. */
    private static Future<Void> keep(Transaction transaction, UUID id, RowSet<Row> dependencies) {
        List<UUID> needed = new ArrayList<>(List.of(id));
        dependencies.forEach(row -> needed.add(row.getUUID(0)));
        return Revivals.note(transaction.connection(), needed, transaction.moment().nowUs());
    }

    private static Future<TaskResult> refuse(String detail) {
        return Future.succeededFuture(Problems.refused(FailureCode.ILLEGAL_TRANSITION, detail));
    }

    private static Future<Void> reopen(Transaction transaction, UUID id, List<UUID> open) {
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] ids = open.toArray(UUID[]::new);
        return transaction
                .connection()
                .preparedQuery(REOPEN)
                .execute(Tuple.of(id).addArrayOfUUID(ids))
                .compose(
                        done ->
                                transaction
                                        .connection()
                                        .preparedQuery(MARK)
                                        .execute(Tuple.tuple().addArrayOfUUID(ids)))
                .mapEmpty();
    }
}
