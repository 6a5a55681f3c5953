package dev.minion.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignTask;
import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.ReadyTask;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger of what a test puts into it, which fails as often as it is told to. */
final class LedgerDouble implements SchedulerLedger {

    final List<ReadyTask> ready = new CopyOnWriteArrayList<>();
    final Map<ByteString, TaskInput> inputs = new ConcurrentHashMap<>();
    final List<Release> released = new CopyOnWriteArrayList<>();
    final List<AssignTask> asked = new CopyOnWriteArrayList<>();
    final Map<ByteString, AssignResult> verdicts = new ConcurrentHashMap<>();
    final List<CancelTaskRequest> cancelled = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();

    private <T> Uni<T> answer(T answer) {
        return failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                ? Uni.createFrom().failure(new IllegalStateException("the ledger is away"))
                : Uni.createFrom().item(answer);
    }

    @Override
    public Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request) {
        List<ReadyTask> page =
                ready.stream()
                        .filter(task -> task.getPartition() == request.getPartition())
                        .filter(task -> !request.getExcludeList().contains(task.getTaskId()))
                        .toList();
        return answer(ReadyTasksResponse.newBuilder().addAllTasks(page).build());
    }

    @Override
    public Uni<OpenTasksResponse> openTasks(OpenTasksRequest request) {
        return answer(OpenTasksResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetInputsResponse> inputs(GetInputsRequest request) {
        GetInputsResponse.Builder found = GetInputsResponse.newBuilder();
        for (ByteString id : request.getIdsList()) {
            TaskInput input = inputs.get(id);
            if (input != null) {
                found.addInputs(input);
            }
        }
        return answer(found.build());
    }

    @Override
    public Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request) {
        released.addAll(request.getReleasesList());
        ReleaseTasksResponse.Builder results = ReleaseTasksResponse.newBuilder();
        for (Release release : request.getReleasesList()) {
            results.addResults(ReleaseResult.newBuilder().setTaskId(release.getTaskId()));
        }
        return answer(results.build());
    }

    @Override
    public Uni<AssignTasksResponse> assignTasks(AssignTasksRequest request) {
        asked.addAll(request.getTasksList());
        AssignTasksResponse.Builder results = AssignTasksResponse.newBuilder();
        for (AssignTask each : request.getTasksList()) {
            results.addResults(
                    verdicts.getOrDefault(
                            each.getTaskId(),
                            AssignResult.newBuilder()
                                    .setVerdict(AssignVerdict.ASSIGN_GRANTED)
                                    .build()));
        }
        return answer(results.build());
    }

    @Override
    public Uni<TaskResult> cancelTask(CancelTaskRequest request) {
        cancelled.add(request);
        return answer(TaskResult.getDefaultInstance());
    }
}
