package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The map behind the ledger's double, and how tasks come into it. */
final class TaskStore {

    static final long NOW_US = 1_790_000_000_123_456L;

    final Map<ByteString, Task> tasks = new LinkedHashMap<>();
    private final Map<String, NewTask> keys = new HashMap<>();

    SubmissionResult create(Submission submission) {
        Map<String, ByteString> refs = new HashMap<>();
        submission.getTasksList().stream()
                .filter(task -> !task.getRef().isEmpty())
                .forEach(task -> refs.put(task.getRef(), task.getId()));
        List<CreatedTask> planned =
                submission.getTasksList().stream().map(task -> plan(task, refs)).toList();
        SubmissionResult.Builder result = SubmissionResult.newBuilder();
        boolean refused = planned.stream().anyMatch(CreatedTask::hasProblem);
        for (int i = 0; i < planned.size(); i++) {
            if (submission.getAtomic() && refused) {
                result.addItems(
                        planned.get(i).hasProblem()
                                ? planned.get(i)
                                : refusal(FailureCode.ATOMIC_BATCH_REFUSED, "another", ""));
            } else {
                store(submission.getTasks(i), planned.get(i), refs);
                result.addItems(planned.get(i));
            }
        }
        return result.build();
    }

    private CreatedTask plan(NewTask task, Map<String, ByteString> refs) {
        NewTask earlier = task.getIdempotencyKey().isEmpty() ? null : keys.get(key(task));
        if (earlier != null) {
            return earlier.getPayloadHash().equals(task.getPayloadHash())
                    ? created(Objects.requireNonNull(tasks.get(earlier.getId())))
                            .setReplayed(true)
                            .build()
                    : refusal(FailureCode.IDEMPOTENCY_CONFLICT, "another payload", "");
        }
        boolean blocked = false;
        for (int i = 0; i < task.getDependenciesCount(); i++) {
            String dependency = task.getDependencies(i);
            UUID id = Ids.parse(dependency);
            boolean known =
                    refs.containsKey(dependency)
                            || (id != null && tasks.containsKey(Ids.toBytes(id)));
            if (!known) {
                return refusal(
                        FailureCode.UNKNOWN_DEPENDENCY, "no such task", "/dependencies/" + i);
            }
            blocked = true;
        }
        TaskStatus status =
                blocked
                        ? TaskStatus.BLOCKED
                        : task.getRunAfterUs() > NOW_US ? TaskStatus.SCHEDULED : TaskStatus.READY;
        return CreatedTask.newBuilder()
                .setId(task.getId())
                .setStatus(status)
                .setCreatedAtUs(NOW_US)
                .build();
    }

    private void store(NewTask task, CreatedTask created, Map<String, ByteString> refs) {
        if (created.hasProblem() || created.getReplayed() || tasks.containsKey(task.getId())) {
            return;
        }
        if (!task.getIdempotencyKey().isEmpty()) {
            keys.put(key(task), task);
        }
        Task.Builder stored =
                Task.newBuilder()
                        .setId(task.getId())
                        .setNamespace(task.getNamespace())
                        .setName(task.getName())
                        .setDescription(task.getDescription())
                        .setType(task.getType())
                        .setParentId(task.getParentId())
                        .setPriority(task.getPriority())
                        .setStatus(created.getStatus())
                        .setInput(task.getInput())
                        .setMetadata(task.getMetadata())
                        .setRetry(task.getRetry())
                        .setTimeouts(task.getTimeouts())
                        .setTraceParent(task.getTraceParent())
                        .setRunAfterUs(task.getRunAfterUs())
                        .setProgress(-1)
                        .setCreatedAtUs(created.getCreatedAtUs())
                        .setUpdatedAtUs(created.getCreatedAtUs())
                        .setFence(Fence.newBuilder().setEpoch(1).setAttempt(1))
                        .setVersion(1);
        if (task.hasChildren()) {
            stored.setChildren(task.getChildren());
        }
        if (task.hasDemands()) {
            stored.setDemands(task.getDemands());
        }
        for (String dependency : task.getDependenciesList()) {
            UUID id = Ids.parse(dependency);
            stored.addDependencies(id == null ? refs.get(dependency) : Ids.toBytes(id));
        }
        tasks.put(task.getId(), stored.build());
    }

    void forget(ByteString id) {
        tasks.remove(id);
        keys.values().removeIf(task -> task.getId().equals(id));
    }

    private static CreatedTask.Builder created(Task task) {
        return CreatedTask.newBuilder()
                .setId(task.getId())
                .setStatus(task.getStatus())
                .setCreatedAtUs(task.getCreatedAtUs());
    }

    private static CreatedTask refusal(FailureCode code, String detail, String pointer) {
        return CreatedTask.newBuilder().setProblem(problem(code, detail, pointer)).build();
    }

    static Problem problem(FailureCode code, String detail, String pointer) {
        Problem.Builder problem = Problem.newBuilder().setCode(code.code()).setDetail(detail);
        if (!pointer.isEmpty()) {
            problem.addErrors(FieldError.newBuilder().setPointer(pointer).setDetail(detail));
        }
        return problem.build();
    }

    private static String key(NewTask task) {
        return task.getNamespace() + '\n' + task.getIdempotencyKey();
    }
}
