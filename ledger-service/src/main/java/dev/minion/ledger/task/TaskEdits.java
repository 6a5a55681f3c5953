package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskResponse;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.transition.CountDeltas;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Patch and delete: changes that leave the status alone. */
@ApplicationScoped
public class TaskEdits {

    private static final String PATCH =
            """
            update ledger.tasks t set
              priority = coalesce($2::smallint, t.priority),
              description = case when $3 then $4 else t.description end,
              metadata = case when $5 then $6 else t.metadata end,
              version = t.version + 1, updated_at = now()
            where t.id = $1 returning t.status, %s
            """
                    .formatted(ReadyRows.COLUMNS);

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
    private final TaskReads reads;

    TaskEdits(Transactions transactions, TaskReads reads) {
        this.transactions = transactions;
        this.reads = reads;
    }

    /** Changes priority, description or metadata of a task that has not ended. */
    public Future<TaskResult> patch(PatchTaskRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return transactions.run(
                transaction ->
                        transaction
                                .lock(List.of(id))
                                .compose(
                                        locked -> {
                                            Problem refused = refuse(request, locked.get(id));
                                            return refused == null
                                                    ? patch(transaction, request, id)
                                                    : Future.succeededFuture(
                                                            TaskResult.newBuilder()
                                                                    .setProblem(refused)
                                                                    .build());
                                        }));
    }

    private static @Nullable Problem refuse(PatchTaskRequest request, @Nullable LockedTask task) {
        if (task == null || !task.namespace().equals(request.getNamespace())) {
            return Problems.of(FailureCode.TASK_NOT_FOUND, "no such task");
        }
        if (request.hasIfVersion() && request.getIfVersion() != task.version()) {
            return Problems.of(FailureCode.VERSION_MISMATCH, "the task has changed meanwhile");
        }
        if (Transitions.terminal(task.state().status())) {
            return Problems.of(
                    FailureCode.ILLEGAL_TRANSITION, "a task that has ended cannot be changed");
        }
        return null;
    }

    private Future<TaskResult> patch(Transaction transaction, PatchTaskRequest request, UUID id) {
        String description = request.getDescription();
        String metadata = request.getMetadata().toStringUtf8();
        Tuple values =
                Tuple.of(id)
                        .addShort(request.hasPriority() ? (short) request.getPriority() : null)
                        .addBoolean(request.hasDescription())
                        .addString(description.isEmpty() ? null : description)
                        .addBoolean(request.hasMetadata())
                        .addString(metadata.isEmpty() ? null : metadata);
        return transaction
                .connection()
                .preparedQuery(PATCH)
                .execute(values)
                .compose(
                        rows -> {
                            tellOwner(transaction, rows.iterator().next());
                            return reads.written(transaction, request.getNamespace(), id);
                        })
                .map(
                        written -> {
                            transaction.effects().touch(id, written.getVersion());
                            return TaskRequests.found(written);
                        });
    }

    /** The owner of the partition may hold it under its old priority. */
    private static void tellOwner(Transaction transaction, Row row) {
        if (row.getShort(0) == TaskStatus.READY.getNumber()) {
            transaction.effects().add(ReadyRows.task(row));
        }
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
