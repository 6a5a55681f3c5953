package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lets an ended task run again, as {@link Revival} has it. */
@ApplicationScoped
public class TaskRetries {

    private final Transactions transactions;
    private final TaskReads reads;

    TaskRetries(Transactions transactions, TaskReads reads) {
        this.transactions = transactions;
        this.reads = reads;
    }

    /** Issues the next attempt of an ended task, with a fresh budget. */
    public Future<TaskResult> retry(RetryTaskRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        String namespace = request.getNamespace();
        return transactions.run(
                transaction ->
                        Revival.revive(
                                        transaction,
                                        List.of(id),
                                        (same, tasks) ->
                                                Future.succeededFuture(foreign(namespace, tasks)))
                                .compose(refused -> result(transaction, namespace, id, refused)));
    }

    private Future<TaskResult> result(
            Transaction transaction, String namespace, UUID id, Map<UUID, Problem> refused) {
        Problem problem = refused.get(id);
        return problem != null
                ? Future.succeededFuture(TaskResult.newBuilder().setProblem(problem).build())
                : reads.written(transaction, namespace, id).map(TaskRequests::found);
    }

    /** Tasks of other namespaces are not there. */
    static Map<UUID, Problem> foreign(String namespace, Map<UUID, LockedTask> tasks) {
        Map<UUID, Problem> refused = new HashMap<>();
        for (LockedTask task : tasks.values()) {
            if (!task.namespace().equals(namespace)) {
                refused.put(task.id(), Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"));
            }
        }
        return refused;
    }
}
