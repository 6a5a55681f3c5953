package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.FailTaskRequest;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PauseTaskRequest;
import dev.minion.contracts.ledger.ResumeTaskRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.payload.LargePayloads;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.ChangeBodies.ClaimedFence;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Changes of one task. Where a call had an unknown outcome and its repetition is refused, the task
 * is read: if it is as the client wanted it, the first call had done it (law 2).
 */
@ApplicationScoped
class TaskChanges {

    private final LedgerCalls ledger;
    private final TaskReader reader;
    private final LargePayloads payloads;
    private final BatchedChanges batched;
    private final SeenVersions seen;

    TaskChanges(
            LedgerCalls ledger,
            TaskReader reader,
            LargePayloads payloads,
            BatchedChanges batched,
            SeenVersions seen) {
        this.ledger = ledger;
        this.reader = reader;
        this.payloads = payloads;
        this.batched = batched;
        this.seen = seen;
    }

    /** One task of one namespace. */
    record Target(String namespace, UUID id) {

        ByteString idBytes() {
            return Ids.toBytes(id);
        }
    }

    Uni<Task> patch(Target target, PatchTaskRequest.Builder patch, OptionalLong ifVersion) {
        ifVersion.ifPresent(patch::setIfVersion);
        PatchTaskRequest request =
                patch.setNamespace(target.namespace).setId(target.idBytes()).build();
        return batched.patch(List.of(request))
                .chain(done -> patched(request, done.results().getFirst(), done.repeated()));
    }

    /** Patches many; each stands for itself, and those of one task keep their order. */
    Uni<List<Outcome<Task>>> patch(List<PatchTaskRequest> patches) {
        return batched.patch(patches)
                .chain(
                        done -> {
                            List<Uni<Outcome<Task>>> outcomes = new ArrayList<>(patches.size());
                            for (int i = 0; i < patches.size(); i++) {
                                TaskResult result = done.results().get(i);
                                outcomes.add(
                                        Outcome.of(
                                                patched(patches.get(i), result, done.repeated())));
                            }
                            return Uni.join().all(outcomes).andFailFast();
                        });
    }

    private Uni<Task> patched(PatchTaskRequest request, TaskResult result, boolean repeated) {
        Target target = new Target(request.getNamespace(), Ids.fromBytes(request.getId()));
        return settled(target, result, repeated, task -> hasPatch(task, request));
    }

    Uni<Task> cancel(Target target, String reason, OptionalLong ifVersion) {
        CancelTaskRequest.Builder request =
                CancelTaskRequest.newBuilder()
                        .setNamespace(target.namespace)
                        .setId(target.idBytes())
                        .setReason(reason);
        ifVersion.ifPresent(request::setIfVersion);
        CancelTaskRequest cancel = request.build();
        return change(target, stub -> stub.cancelTask(cancel), in(TaskStatus.CANCELLED));
    }

    Uni<Task> retry(Target target) {
        RetryTaskRequest request =
                RetryTaskRequest.newBuilder()
                        .setNamespace(target.namespace)
                        .setId(target.idBytes())
                        .build();
        return change(
                target,
                stub -> stub.retryTask(request),
                task -> !Statuses.terminal(task.getStatus()));
    }

    Uni<Task> pause(Target target, String reason) {
        PauseTaskRequest request =
                PauseTaskRequest.newBuilder()
                        .setNamespace(target.namespace)
                        .setId(target.idBytes())
                        .setReason(reason)
                        .build();
        return change(target, stub -> stub.pauseTask(request), Task::getPaused);
    }

    Uni<Task> resume(Target target, String reason) {
        ResumeTaskRequest request =
                ResumeTaskRequest.newBuilder()
                        .setNamespace(target.namespace)
                        .setId(target.idBytes())
                        .setReason(reason)
                        .build();
        return change(target, stub -> stub.resumeTask(request), task -> !task.getPaused());
    }

    Uni<Task> complete(Target target, ChangeBodies.Completion completion) {
        return payloads.kept(completion.output())
                .chain(output -> complete(target, completion.fence(), output));
    }

    private Uni<Task> complete(Target target, ClaimedFence claimed, ByteString output) {
        return fence(target, claimed)
                .chain(
                        fence -> {
                            CompleteTaskRequest.Builder request =
                                    CompleteTaskRequest.newBuilder()
                                            .setNamespace(target.namespace)
                                            .setId(target.idBytes())
                                            .setOutput(output);
                            fence.ifPresent(request::setFence);
                            return change(
                                    target,
                                    stub -> stub.completeTask(request.build()),
                                    task ->
                                            task.getStatus() == TaskStatus.COMPLETED
                                                    && task.getOutput().equals(output));
                        });
    }

    Uni<Task> fail(Target target, ChangeBodies.Failing failing) {
        return fence(target, failing.fence())
                .chain(
                        fence -> {
                            FailTaskRequest.Builder request =
                                    FailTaskRequest.newBuilder()
                                            .setNamespace(target.namespace)
                                            .setId(target.idBytes())
                                            .setError(failing.error())
                                            .setRetryAfterMs(failing.retryAfterMs());
                            fence.ifPresent(request::setFence);
                            return change(
                                    target,
                                    stub -> stub.failTask(request.build()),
                                    task -> task.getError().equals(failing.error()));
                        });
    }

    Uni<Void> delete(Target target) {
        DeleteTaskRequest request =
                DeleteTaskRequest.newBuilder()
                        .setNamespace(target.namespace)
                        .setId(target.idBytes())
                        .build();
        AtomicInteger calls = new AtomicInteger();
        return ledger.call(
                        stub -> {
                            calls.incrementAndGet();
                            return stub.deleteTask(request);
                        })
                .onItem()
                .invoke(
                        answer -> {
                            boolean gone =
                                    answer.getProblem()
                                            .getCode()
                                            .equals(FailureCode.TASK_NOT_FOUND.code());
                            if (answer.hasProblem() && !(gone && calls.get() > 1)) {
                                throw ProblemException.of(answer.getProblem());
                            }
                            seen.gone(target.idBytes());
                        })
                .replaceWithVoid();
    }

    /** The fence to send; where a client knows only the attempt, the epoch is the task's. */
    Uni<Optional<Fence>> fence(Target target, ClaimedFence claimed) {
        if (claimed.attempt() == 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        Fence.Builder fence = Fence.newBuilder().setAttempt(claimed.attempt());
        if (claimed.epoch() > 0) {
            return Uni.createFrom().item(Optional.of(fence.setEpoch(claimed.epoch()).build()));
        }
        return reader.readNow(target.namespace, target.id)
                .map(task -> task.orElseThrow(() -> notFound(target.id)))
                .map(task -> Optional.of(fence.setEpoch(task.getFence().getEpoch()).build()));
    }

    static ProblemException notFound(UUID id) {
        return new ProblemException(FailureCode.TASK_NOT_FOUND, "there is no task " + id);
    }

    private Uni<Task> change(
            Target target, Function<Ledger, Uni<TaskResult>> call, Predicate<Task> done) {
        AtomicInteger calls = new AtomicInteger();
        return ledger.call(
                        stub -> {
                            calls.incrementAndGet();
                            return call.apply(stub);
                        })
                .chain(result -> settled(target, result, calls.get() > 1, done));
    }

    private Uni<Task> settled(
            Target target, TaskResult result, boolean unknownBefore, Predicate<Task> done) {
        if (result.hasTask()) {
            seen.shown(result.getTask());
            return Uni.createFrom().item(result.getTask());
        }
        return refused(target, result, unknownBefore, done);
    }

    private Uni<Task> refused(
            Target target, TaskResult result, boolean unknownBefore, Predicate<Task> done) {
        ProblemException refusal = ProblemException.of(result.getProblem());
        if (!unknownBefore) {
            return Uni.createFrom().failure(refusal);
        }
        return reader.readNow(target.namespace, target.id)
                .map(task -> task.filter(done).orElseThrow(() -> refusal));
    }

    private static Predicate<Task> in(TaskStatus status) {
        return task -> task.getStatus() == status;
    }

    private static boolean hasPatch(Task task, PatchTaskRequest patch) {
        return (!patch.hasPriority() || task.getPriority() == patch.getPriority())
                && (!patch.hasDescription() || task.getDescription().equals(patch.getDescription()))
                && (!patch.hasMetadata() || task.getMetadata().equals(patch.getMetadata()));
    }
}
