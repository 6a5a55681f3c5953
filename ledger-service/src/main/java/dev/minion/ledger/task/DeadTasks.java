package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.DiscardDeadLetterRequest;
import dev.minion.contracts.ledger.EditDeadLetterRequest;
import dev.minion.contracts.ledger.ReplayDeadLetterRequest;
import dev.minion.contracts.ledger.ReplayResult;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Remarks;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Dead letters, one at a time: replay, edit, discard. What is no dead letter is refused and stays
 * as it is.
 */
@ApplicationScoped
public class DeadTasks {

    /** Null where a value is to stay. A new input makes what was recorded of the old one void. */
    private static final String EDIT =
            """
            update ledger.tasks t set
              priority = coalesce($2::smallint, t.priority),
              input = case when $3 then $4::bytea else t.input end,
              has_details = case when $3 then null else t.has_details end,
              retry = coalesce($5::bytea, t.retry),
              version = t.version + 1, updated_at = now()
            where t.id = $1
            """;

    private final Transactions transactions;
    private final TaskReads reads;
    private final ReplayKeys keys;

    DeadTasks(Transactions transactions, TaskReads reads, ReplayKeys keys) {
        this.transactions = transactions;
        this.reads = reads;
        this.keys = keys;
    }

    /** Lets a dead letter run again, with a fresh budget; the same key again does nothing more. */
    public Future<ReplayResult> replay(ReplayDeadLetterRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return transactions.run(
                transaction ->
                        keys.look(transaction, request)
                                .compose(
                                        found ->
                                                switch (found) {
                                                    case NEW -> replay(transaction, request, id);
                                                    case SAME -> again(transaction, request, id);
                                                    case OTHER -> other();
                                                }));
    }

    private Future<ReplayResult> replay(
            Transaction transaction, ReplayDeadLetterRequest request, UUID id) {
        return Revival.revive(
                        transaction,
                        List.of(id),
                        (same, tasks) ->
                                DeadLetters.refuse(same, request.getNamespace(), tasks)
                                        .map(refused -> fenced(request, id, tasks, refused)))
                .compose(
                        refused -> {
                            Problem problem = refused.get(id);
                            return problem == null
                                    ? kept(transaction, request, id)
                                    : refused(transaction, request, id, problem);
                        });
    }

    private static Map<UUID, Problem> fenced(
            ReplayDeadLetterRequest request,
            UUID id,
            Map<UUID, LockedTask> tasks,
            Map<UUID, Problem> refused) {
        LockedTask task = tasks.get(id);
        if (task == null
                || refused.containsKey(id)
                || request.getAttempt() == 0
                || request.getAttempt() == task.state().attempt()) {
            return refused;
        }
        return Map.of(
                id,
                Problems.of(
                        FailureCode.FENCED,
                        "it died in attempt %d, not in %d"
                                .formatted(task.state().attempt(), request.getAttempt())));
    }

    private Future<ReplayResult> kept(
            Transaction transaction, ReplayDeadLetterRequest request, UUID id) {
        return keys.keep(transaction, request)
                .compose(done -> read(transaction, request.getNamespace(), id))
                .map(result -> ReplayResult.newBuilder().setResult(result).build());
    }

    /** The same request may have been carried out while this one waited for the task. */
    private Future<ReplayResult> refused(
            Transaction transaction, ReplayDeadLetterRequest request, UUID id, Problem problem) {
        return keys.look(transaction, request)
                .compose(
                        found ->
                                found == ReplayKeys.Found.SAME
                                        ? again(transaction, request, id)
                                        : Future.succeededFuture(
                                                ReplayResult.newBuilder()
                                                        .setResult(
                                                                TaskResult.newBuilder()
                                                                        .setProblem(problem))
                                                        .build()));
    }

    private Future<ReplayResult> again(
            Transaction transaction, ReplayDeadLetterRequest request, UUID id) {
        return reads.get(transaction.connection(), request.getNamespace(), List.of(id))
                .map(
                        found ->
                                ReplayResult.newBuilder()
                                        .setReplayed(true)
                                        .setResult(
                                                Optional.ofNullable(found.get(id))
                                                        .map(TaskRequests::found)
                                                        .orElseGet(TaskRequests::notFound))
                                        .build());
    }

    private static Future<ReplayResult> other() {
        return Future.succeededFuture(
                ReplayResult.newBuilder()
                        .setResult(
                                Problems.refused(
                                        FailureCode.IDEMPOTENCY_CONFLICT,
                                        "the key was used for another replay"))
                        .build());
    }

    /** Changes a dead letter before it is replayed. */
    public Future<TaskResult> edit(EditDeadLetterRequest request) {
        return change(
                request.getNamespace(),
                Ids.fromBytes(request.getId()),
                (transaction, task) -> {
                    if (request.hasIfVersion() && request.getIfVersion() != task.version()) {
                        return Future.succeededFuture(
                                Optional.of(
                                        Problems.of(
                                                FailureCode.VERSION_MISMATCH,
                                                "the task has changed meanwhile")));
                    }
                    return edit(transaction, task, request).map(Optional.empty());
                });
    }

    private static Future<Void> edit(
            Transaction transaction, LockedTask task, EditDeadLetterRequest request) {
        List<UUID> one = List.of(task.id());
        boolean refers = request.hasInput() && PayloadRef.isOne(request.getInput());
        transaction.effects().touch(task.id(), task.version() + 1);
        return transaction
                .connection()
                .preparedQuery(EDIT)
                .execute(tuple(task.id(), request))
                .compose(
                        done ->
                                PayloadReferences.add(
                                        transaction.connection(), refers ? one : List.of()))
                .compose(
                        done ->
                                Remarks.append(
                                        transaction.connection(),
                                        one,
                                        TaskStatus.DEAD,
                                        "edited",
                                        edited(request)));
    }

    private static Tuple tuple(UUID id, EditDeadLetterRequest request) {
        Buffer retry = request.hasRetry() ? Buffer.buffer(request.getRetry().toByteArray()) : null;
        Short priority = request.hasPriority() ? (short) request.getPriority() : null;
        return Tuple.tuple()
                .addUUID(id)
                .addShort(priority)
                .addBoolean(request.hasInput())
                .addBuffer(ReadyRows.column(request.getInput()))
                .addBuffer(retry);
    }

    private static String edited(EditDeadLetterRequest request) {
        List<String> what = new ArrayList<>();
        if (request.hasInput()) {
            what.add("input");
        }
        if (request.hasPriority()) {
            what.add("priority " + request.getPriority());
        }
        if (request.hasRetry()) {
            what.add("retry policy");
        }
        return String.join(", ", what);
    }

    /** Takes a dead letter off the list; the task stays as it is. */
    public Future<TaskResult> discard(DiscardDeadLetterRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return change(
                request.getNamespace(),
                id,
                (transaction, task) ->
                        DeadLetters.discard(transaction, List.of(id), request.getReason())
                                .map(Optional.empty()));
    }

    /** What is done with a dead letter whose row is held; a problem where it is not done. */
    @FunctionalInterface
    private interface Change {
        Future<Optional<Problem>> apply(Transaction transaction, LockedTask task);
    }

    private Future<TaskResult> change(String namespace, UUID id, Change change) {
        return transactions.run(
                transaction ->
                        transaction
                                .lock(List.of(id))
                                .compose(
                                        tasks -> {
                                            LockedTask task = tasks.get(id);
                                            return task == null
                                                    ? Future.succeededFuture(
                                                            TaskRequests.notFound())
                                                    : change(transaction, namespace, task, change);
                                        }));
    }

    private Future<TaskResult> change(
            Transaction transaction, String namespace, LockedTask task, Change change) {
        return DeadLetters.refuse(transaction, namespace, Map.of(task.id(), task))
                .compose(
                        refused ->
                                refused.isEmpty()
                                        ? change.apply(transaction, task)
                                        : Future.succeededFuture(
                                                Optional.ofNullable(refused.get(task.id()))))
                .compose(
                        problem ->
                                problem.isEmpty()
                                        ? read(transaction, namespace, task.id())
                                        : Future.succeededFuture(
                                                TaskResult.newBuilder()
                                                        .setProblem(problem.get())
                                                        .build()));
    }

    private Future<TaskResult> read(Transaction transaction, String namespace, UUID id) {
        return reads.written(transaction, namespace, id).map(TaskRequests::found);
    }
}
