package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskResponse;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.transition.CountDeltas;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Removes tasks. */
@ApplicationScoped
public class TaskRemovals {

    private static final String DELETE_EDGES =
            "delete from ledger.task_dependencies where task_id = $1";

    private static final String DELETE =
            """
            with gone as (
              delete from ledger.tasks where id = $1 returning id, namespace, type, status),
            unreferred as (
            """
                    + PayloadReferences.removed("array[$1::uuid]")
                    + ")\n"
                    + CountDeltas.removed("gone");

    private final Transactions transactions;

    TaskRemovals(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Removes a task that has ended, with its progress. Its idempotency key stays taken. */
    public Future<DeleteTaskResponse> delete(DeleteTaskRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return transactions.run(
                transaction ->
                        transaction
                                .lock(List.of(id))
                                .compose(
                                        locked ->
                                                delete(transaction, request, id, locked.get(id))));
    }

    private static Future<DeleteTaskResponse> delete(
            Transaction transaction,
            DeleteTaskRequest request,
            UUID id,
            @Nullable LockedTask task) {
        if (task == null || !task.namespace().equals(request.getNamespace())) {
            return refuse(FailureCode.TASK_NOT_FOUND, "no such task");
        }
        if (!Transitions.terminal(task.state().status())) {
            return refuse(
                    FailureCode.ILLEGAL_TRANSITION, "only a task that has ended can be deleted");
        }
        return transaction
                .connection()
                .preparedQuery(DELETE_EDGES)
                .execute(Tuple.of(id))
                .compose(
                        done ->
                                transaction
                                        .connection()
                                        .preparedQuery(DELETE)
                                        .execute(Tuple.of(id)))
                .map(
                        done -> {
                            transaction.effects().touch(id, TaskVersion.NEWEST);
                            return DeleteTaskResponse.getDefaultInstance();
                        });
    }

    private static Future<DeleteTaskResponse> refuse(FailureCode code, String detail) {
        return Future.succeededFuture(
                DeleteTaskResponse.newBuilder().setProblem(Problems.of(code, detail)).build());
    }
}
