package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.FailTaskRequest;
import dev.minion.contracts.ledger.PauseTaskRequest;
import dev.minion.contracts.ledger.ResumeTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.OutputCheck;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Cancel, pause, resume, complete and fail: what somebody asks for, decided by the rules. */
@ApplicationScoped
public class TaskRequests {

    private final Transactions transactions;
    private final TaskReads reads;
    private final OutputCheck outputs;
    private final Outcomes outcomes;

    TaskRequests(
            Transactions transactions, TaskReads reads, OutputCheck outputs, Outcomes outcomes) {
        this.transactions = transactions;
        this.reads = reads;
        this.outputs = outputs;
        this.outcomes = outcomes;
    }

    /** Ends a task at once, whether it runs or not. */
    public Future<TaskResult> cancel(CancelTaskRequest request) {
        return change(
                request.getNamespace(),
                request.getId(),
                ByteString.EMPTY,
                (transaction, task) -> {
                    if (request.hasIfVersion() && request.getIfVersion() != task.version()) {
                        return Answer.refused(
                                FailureCode.VERSION_MISMATCH, "the task has changed meanwhile");
                    }
                    return Answer.of(RequestRules.cancel(task.state(), request.getReason()));
                });
    }

    /** Has a task wait for somebody; where it does so already, it stays as it is. */
    public Future<TaskResult> pause(PauseTaskRequest request) {
        return hold(
                request.getNamespace(),
                request.getId(),
                new Holding(HandMark.PAUSED, request.getReason()));
    }

    /** Lets a task go on that waits for somebody. */
    public Future<TaskResult> resume(ResumeTaskRequest request) {
        return hold(
                request.getNamespace(),
                request.getId(),
                new Holding(HandMark.RESUMED, request.getReason()));
    }

    private Future<TaskResult> hold(String namespace, ByteString id, Holding holding) {
        return withTask(
                namespace,
                id,
                (transaction, task) ->
                        holding.verdict(task.state(), transaction.moment())
                                        instanceof Verdict.Illegal(String detail)
                                ? Future.succeededFuture(
                                        Problems.refused(FailureCode.ILLEGAL_TRANSITION, detail))
                                : holding.write(transaction, List.of(task))
                                        .compose(done -> read(transaction, namespace, task.id())));
    }

    /** Records the output that somebody brings. */
    public Future<TaskResult> complete(CompleteTaskRequest request) {
        FailureCode refused = outputs.refuseOutput(request.getOutput());
        if (refused != null) {
            return Future.succeededFuture(
                    Problems.refused(
                            refused == FailureCode.OUTPUT_TOO_LARGE
                                    ? FailureCode.PAYLOAD_TOO_LARGE
                                    : FailureCode.VALIDATION,
                            "the output cannot be kept"));
        }
        return change(
                request.getNamespace(),
                request.getId(),
                request.getOutput(),
                (transaction, task) ->
                        fenced(request.hasFence(), request.getFence(), task)
                                ? fence()
                                : Answer.of(
                                        FamilyRules.heldBack(
                                                task.children(),
                                                RequestRules.complete(task.state()))));
    }

    /** Records a failure; a retryable one leads to the next run, as long as the budget lasts. */
    public Future<TaskResult> fail(FailTaskRequest request) {
        TaskError given = request.getError();
        TaskError error =
                given.getCode().isEmpty()
                        ? given.toBuilder().setCode(FailureCode.HANDLER_FAILED.code()).build()
                        : given;
        Failed failed =
                Failed.newBuilder()
                        .setError(error)
                        .setRetryAfterMs(request.getRetryAfterMs())
                        .build();
        return change(
                request.getNamespace(),
                request.getId(),
                ByteString.EMPTY,
                (transaction, task) ->
                        fenced(request.hasFence(), request.getFence(), task)
                                ? fence()
                                : Answer.of(
                                        RequestRules.fail(
                                                task.state(), failed, transaction.moment())));
    }

    private Answer fence() {
        outcomes.stale(1);
        return Answer.refused(FailureCode.FENCED, "the fence has passed to another attempt");
    }

    /** True where a fence is given that is not the current one. */
    static boolean fenced(boolean given, Fence fence, LockedTask task) {
        return given && !task.state().holds(fence);
    }

    private Future<TaskResult> change(
            String namespace,
            ByteString id,
            ByteString output,
            BiFunction<Transaction, LockedTask, Answer> rule) {
        return withTask(
                namespace,
                id,
                (transaction, task) ->
                        apply(transaction, task, output, rule.apply(transaction, task)));
    }

    private Future<TaskResult> withTask(
            String namespace,
            ByteString id,
            BiFunction<Transaction, LockedTask, Future<TaskResult>> work) {
        UUID wanted = Ids.fromBytes(id);
        return transactions.run(
                transaction ->
                        transaction
                                .lock(List.of(wanted))
                                .compose(
                                        locked -> {
                                            LockedTask task = locked.get(wanted);
                                            if (task == null
                                                    || !task.namespace().equals(namespace)) {
                                                return Future.succeededFuture(notFound());
                                            }
                                            return work.apply(transaction, task);
                                        }));
    }

    private Future<TaskResult> apply(
            Transaction transaction, LockedTask task, ByteString output, Answer answer) {
        if (answer.accepted == null) {
            return Future.succeededFuture(answer.refusal);
        }
        return transaction
                .write(List.of(Decided.of(task, answer.accepted, output)))
                .compose(done -> read(transaction, task.namespace(), task.id()));
    }

    private Future<TaskResult> read(Transaction transaction, String namespace, UUID id) {
        return reads.written(transaction, namespace, id).map(TaskRequests::found);
    }

    static TaskResult found(Task task) {
        return TaskResult.newBuilder().setTask(task).build();
    }

    static TaskResult notFound() {
        return Problems.refused(FailureCode.TASK_NOT_FOUND, "no such task");
    }

    /** Either accepted or refused. */
    private record Answer(Verdict.@Nullable Accepted accepted, TaskResult refusal) {

        static Answer of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Accepted accepted ->
                        new Answer(accepted, TaskResult.getDefaultInstance());
                case Verdict.Illegal(String detail) ->
                        refused(FailureCode.ILLEGAL_TRANSITION, detail);
                case Verdict.Duplicate(), Verdict.Stale() ->
                        refused(FailureCode.ILLEGAL_TRANSITION, "the task has ended");
            };
        }

        static Answer refused(FailureCode code, String detail) {
            return new Answer(null, Problems.refused(code, detail));
        }
    }
}
