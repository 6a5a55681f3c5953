package dev.minion.coordinator.doubles;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.CompleteTaskRequest;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskResponse;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.FailTaskRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.GetStatisticsRequest;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.ListAgentsRequest;
import dev.minion.contracts.ledger.ListAgentsResponse;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.ListProgressResponse;
import dev.minion.contracts.ledger.ListQueuesRequest;
import dev.minion.contracts.ledger.ListQueuesResponse;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PauseTaskRequest;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.ledger.ResumeTaskRequest;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.ledger.UnmetDependency;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.task.Statuses;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The ledger's manners over a map: enough of them for the public interface to be tested. */
@GrpcService
public class LedgerDouble implements Ledger {

    private final Messaging messaging;
    private final TaskStore store = new TaskStore();
    private final Map<ByteString, Task> tasks = store.tasks;
    private final Map<ByteString, List<ProgressRecord>> progress = new HashMap<>();
    private final List<Integer> createCalls = new ArrayList<>();
    private int readCalls;
    private int lose;
    private Status lossStatus = Status.UNAVAILABLE;
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    LedgerDouble(Messaging messaging) {
        this.messaging = messaging;
    }

    // What a test does to it.

    /** The next answers are lost after their work is done, each with the status. */
    public synchronized void loseAnswers(int count, Status status) {
        lose = count;
        lossStatus = status;
    }

    /** Holds the answers to creations back until the future is complete. */
    public synchronized void holdCreations(CompletableFuture<Void> until) {
        gate = until;
        createCalls.clear();
    }

    /** Number of submissions in each creation call since the hold. */
    public synchronized List<Integer> createCalls() {
        return List.copyOf(createCalls);
    }

    public synchronized int readCalls() {
        return readCalls;
    }

    public synchronized int size() {
        return tasks.size();
    }

    public synchronized Optional<Task> task(UUID id) {
        return Optional.ofNullable(tasks.get(Ids.toBytes(id)));
    }

    /** The task that was created last. */
    public synchronized Task newest() {
        return tasks.values().stream()
                .max(Comparator.comparing(task -> Ids.fromBytes(task.getId())))
                .orElseThrow();
    }

    /** Changes a task and, as the ledger does, tells so. */
    public void change(UUID id, UnaryOperator<Task.Builder> change) {
        changeSilently(id, change);
        Task task = task(id).orElseThrow();
        tell(task);
    }

    /** Changes a task, and the record of it is lost. */
    public synchronized void changeSilently(UUID id, UnaryOperator<Task.Builder> change) {
        tasks.computeIfPresent(
                Ids.toBytes(id),
                (_, task) ->
                        change.apply(task.toBuilder()).setVersion(task.getVersion() + 1).build());
    }

    /** Goes back to a backup in which a task, and its idempotency key, are not yet. */
    public synchronized void restoreWithout(UUID id) {
        store.forget(Ids.toBytes(id));
    }

    /** Tells a task whole, as the ledger does with few; what is read stays as it was. */
    public void tellWhole(Task task) {
        tell(told(task).setTask(task).build());
    }

    private void tell(Task task) {
        tell(told(task).build());
    }

    private static TaskChange.Builder told(Task task) {
        return TaskChange.newBuilder()
                .setTaskId(task.getId())
                .setNamespace(task.getNamespace())
                .setStatus(task.getStatus())
                .setVersion(task.getVersion());
    }

    private void tell(TaskChange change) {
        var ignored =
                messaging
                        .publisher()
                        .publish(
                                List.of(
                                        new Message(
                                                Topics.OUTCOMES,
                                                0,
                                                change.getTaskId().toByteArray(),
                                                change.toByteArray(),
                                                List.of())));
    }

    private synchronized <T> Uni<T> answer(T answer) {
        if (lose > 0) {
            lose--;
            return Uni.createFrom().failure(lossStatus.asRuntimeException());
        }
        return Uni.createFrom().item(answer);
    }

    // Creation.

    @Override
    public Uni<CreateTasksResponse> createTasks(CreateTasksRequest request) {
        CreateTasksResponse.Builder response = CreateTasksResponse.newBuilder();
        CompletableFuture<Void> until;
        synchronized (this) {
            createCalls.add(request.getSubmissionsCount());
            request.getSubmissionsList().forEach(s -> response.addSubmissions(store.create(s)));
            until = gate;
        }
        return Uni.createFrom().completionStage(until).chain(() -> answer(response.build()));
    }

    // Reading.

    @Override
    public synchronized Uni<GetTasksResponse> getTasks(GetTasksRequest request) {
        readCalls++;
        GetTasksResponse.Builder found = GetTasksResponse.newBuilder();
        for (ByteString id : request.getIdsList()) {
            Task task = tasks.get(id);
            if (task != null && task.getNamespace().equals(request.getNamespace())) {
                found.addTasks(task);
            }
        }
        return answer(found.build());
    }

    @Override
    public synchronized Uni<ListTasksResponse> listTasks(ListTasksRequest request) {
        if (request.getCursor().equals("bad")) {
            return answer(
                    ListTasksResponse.newBuilder()
                            .setProblem(TaskStore.problem(FailureCode.BAD_CURSOR, "not ours", ""))
                            .build());
        }
        List<Task> all =
                tasks.values().stream()
                        .filter(task -> task.getNamespace().equals(request.getNamespace()))
                        .filter(
                                task ->
                                        request.getType().isEmpty()
                                                || task.getType().equals(request.getType()))
                        .filter(
                                task ->
                                        request.getStatusesCount() == 0
                                                || request.getStatusesList()
                                                        .contains(task.getStatus()))
                        .filter(
                                task ->
                                        request.getParentId().isEmpty()
                                                || task.getParentId().equals(request.getParentId()))
                        .filter(task -> task.getName().contains(request.getNameContains()))
                        .filter(
                                task ->
                                        request.getMetadataMap().entrySet().stream()
                                                .allMatch(
                                                        entry ->
                                                                task.getMetadata()
                                                                        .toStringUtf8()
                                                                        .contains(
                                                                                '"'
                                                                                        + entry
                                                                                                .getKey()
                                                                                        + "\":\""
                                                                                        + entry
                                                                                                .getValue()
                                                                                        + '"')))
                        .toList();
        Stream<Task> page = all.stream().skip(request.getOffset()).limit(request.getLimit());
        ListTasksResponse.Builder answer =
                ListTasksResponse.newBuilder().addAllTasks(page.toList());
        if (request.getCount()) {
            answer.setTotal(all.size());
        }
        return answer(answer.build());
    }

    @Override
    public synchronized Uni<ExplainTaskResponse> explainTask(ExplainTaskRequest request) {
        Task task = tasks.get(request.getId());
        if (task == null) {
            return answer(
                    ExplainTaskResponse.newBuilder()
                            .setProblem(
                                    TaskStore.problem(FailureCode.TASK_NOT_FOUND, "no task", ""))
                            .build());
        }
        ExplainTaskResponse.Builder facts = ExplainTaskResponse.newBuilder().setTask(task);
        for (ByteString dependency : task.getDependenciesList()) {
            Task other = tasks.get(dependency);
            if (other != null && other.getStatus() != TaskStatus.COMPLETED) {
                facts.addUnmet(
                        UnmetDependency.newBuilder()
                                .setId(dependency)
                                .setName(other.getName())
                                .setStatus(other.getStatus()));
            }
        }
        return answer(facts.setUnmetTotal(facts.getUnmetCount()).build());
    }

    @Override
    public synchronized Uni<Statistics> getStatistics(GetStatisticsRequest request) {
        Statistics.Builder figures = Statistics.newBuilder().setEpoch(1).setP50Ms(4.5);
        tasks.values()
                .forEach(
                        task -> {
                            figures.putByStatus(
                                    Statuses.text(task.getStatus()),
                                    1
                                            + figures.getByStatusOrDefault(
                                                    Statuses.text(task.getStatus()), 0));
                            figures.putByType(
                                    task.getType(),
                                    1 + figures.getByTypeOrDefault(task.getType(), 0));
                        });
        return answer(figures.build());
    }

    // Changing.

    @Override
    public Uni<TaskResult> patchTask(PatchTaskRequest request) {
        return change(
                request.getId(),
                task -> {
                    if (request.hasIfVersion() && request.getIfVersion() != task.getVersion()) {
                        return Optional.of(FailureCode.VERSION_MISMATCH);
                    }
                    return open(task);
                },
                task -> {
                    if (request.hasPriority()) {
                        task.setPriority(request.getPriority());
                    }
                    if (request.hasDescription()) {
                        task.setDescription(request.getDescription());
                    }
                    if (request.hasMetadata()) {
                        task.setMetadata(request.getMetadata());
                    }
                    return task;
                });
    }

    @Override
    public Uni<TaskResult> cancelTask(CancelTaskRequest request) {
        return change(
                request.getId(), LedgerDouble::open, task -> task.setStatus(TaskStatus.CANCELLED));
    }

    @Override
    public Uni<TaskResult> pauseTask(PauseTaskRequest request) {
        return change(
                request.getId(),
                LedgerDouble::open,
                task ->
                        task.setStatus(TaskStatus.SCHEDULED)
                                .setPaused(true)
                                .setHeld(true)
                                .setDescription(request.getReason()));
    }

    @Override
    public Uni<TaskResult> resumeTask(ResumeTaskRequest request) {
        return change(
                request.getId(),
                task ->
                        task.getPaused()
                                ? Optional.empty()
                                : Optional.of(FailureCode.ILLEGAL_TRANSITION),
                task -> task.setStatus(TaskStatus.READY).setPaused(false));
    }

    @Override
    public Uni<TaskResult> retryTask(RetryTaskRequest request) {
        return change(
                request.getId(),
                task ->
                        task.getStatus() == TaskStatus.FAILED
                                ? Optional.empty()
                                : Optional.of(FailureCode.ILLEGAL_TRANSITION),
                task -> task.setStatus(TaskStatus.READY));
    }

    @Override
    public Uni<TaskResult> completeTask(CompleteTaskRequest request) {
        return change(
                request.getId(),
                task -> fenced(task, request.hasFence() ? request.getFence() : task.getFence()),
                task -> task.setStatus(TaskStatus.COMPLETED).setOutput(request.getOutput()));
    }

    @Override
    public Uni<TaskResult> failTask(FailTaskRequest request) {
        return change(
                request.getId(),
                task -> fenced(task, request.hasFence() ? request.getFence() : task.getFence()),
                task -> task.setStatus(TaskStatus.FAILED).setError(request.getError()));
    }

    private Uni<TaskResult> change(
            ByteString id,
            Function<Task, Optional<FailureCode>> rule,
            UnaryOperator<Task.Builder> change) {
        Task task;
        synchronized (this) {
            task = tasks.get(id);
            if (task == null) {
                return refused(FailureCode.TASK_NOT_FOUND);
            }
            Optional<FailureCode> refusal = rule.apply(task);
            if (refusal.isPresent()) {
                return refused(refusal.get());
            }
            task = change.apply(task.toBuilder()).setVersion(task.getVersion() + 1).build();
            tasks.put(id, task);
        }
        tell(task);
        return answer(TaskResult.newBuilder().setTask(task).build());
    }

    private Uni<TaskResult> refused(FailureCode code) {
        return answer(
                TaskResult.newBuilder().setProblem(TaskStore.problem(code, "refused", "")).build());
    }

    private static Optional<FailureCode> open(Task task) {
        return Statuses.terminal(task.getStatus())
                ? Optional.of(FailureCode.ILLEGAL_TRANSITION)
                : Optional.empty();
    }

    private static Optional<FailureCode> fenced(Task task, Fence fence) {
        return fence.equals(task.getFence()) ? open(task) : Optional.of(FailureCode.FENCED);
    }

    @Override
    public synchronized Uni<DeleteTaskResponse> deleteTask(DeleteTaskRequest request) {
        Task task = tasks.get(request.getId());
        DeleteTaskResponse.Builder answer = DeleteTaskResponse.newBuilder();
        if (task == null) {
            answer.setProblem(TaskStore.problem(FailureCode.TASK_NOT_FOUND, "no task", ""));
        } else if (open(task).isEmpty()) {
            answer.setProblem(
                    TaskStore.problem(FailureCode.ILLEGAL_TRANSITION, "not terminal", ""));
        } else {
            tasks.remove(request.getId());
        }
        return answer(answer.build());
    }

    // Progress.

    @Override
    public synchronized Uni<ProgressResult> recordProgress(RecordProgressRequest request) {
        if (!tasks.containsKey(request.getId())) {
            return answer(
                    ProgressResult.newBuilder()
                            .setProblem(
                                    TaskStore.problem(FailureCode.TASK_NOT_FOUND, "no task", ""))
                            .build());
        }
        List<ProgressRecord> records =
                progress.computeIfAbsent(request.getId(), _ -> new ArrayList<>());
        ProgressRecord record =
                ProgressRecord.newBuilder()
                        .setSequence(records.size() + 1)
                        .setPercent(request.getPercent())
                        .setMessage(request.getMessage())
                        .setData(request.getData())
                        .setAttempt(1)
                        .setAtUs(TaskStore.NOW_US)
                        .build();
        records.add(record);
        return answer(ProgressResult.newBuilder().setProgress(record).build());
    }

    @Override
    public synchronized Uni<ListProgressResponse> listProgress(ListProgressRequest request) {
        List<ProgressRecord> records = progress.getOrDefault(request.getId(), List.of());
        ListProgressResponse.Builder answer = ListProgressResponse.newBuilder();
        if (!tasks.containsKey(request.getId())) {
            answer.setProblem(TaskStore.problem(FailureCode.TASK_NOT_FOUND, "no task", ""));
        } else if (request.getLatest()) {
            records.stream().skip(Math.max(0, records.size() - 1)).forEach(answer::addItems);
        } else {
            records.stream()
                    .filter(record -> record.getSequence() > request.getAfterSequence())
                    .limit(request.getLimit())
                    .forEach(answer::addItems);
        }
        return answer(answer.build());
    }

    // For schedulers: nothing is ever ready here.

    @Override
    public Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request) {
        return Uni.createFrom().item(ReadyTasksResponse.getDefaultInstance());
    }

    @Override
    public Uni<OpenTasksResponse> openTasks(OpenTasksRequest request) {
        return Uni.createFrom().item(OpenTasksResponse.getDefaultInstance());
    }

    @Override
    public Uni<AssignTasksResponse> assignTasks(AssignTasksRequest request) {
        return Uni.createFrom().item(AssignTasksResponse.getDefaultInstance());
    }

    @Override
    public Uni<ListQueuesResponse> listQueues(ListQueuesRequest request) {
        return answer(
                ListQueuesResponse.newBuilder()
                        .addQueues(
                                TaskQueue.newBuilder()
                                        .setFlow(Flow.newBuilder().setKey("k").setConcurrency(2))
                                        .setPaused(true)
                                        .setQueued(3)
                                        .setRunning(2)
                                        .setOldestUs(1_000_000))
                        .setNextQueue(request.getAfterQueue() + 36)
                        .build());
    }

    @Override
    public Uni<GetInputsResponse> getInputs(GetInputsRequest request) {
        return Uni.createFrom().item(GetInputsResponse.getDefaultInstance());
    }

    @Override
    public Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request) {
        return Uni.createFrom().item(ReleaseTasksResponse.getDefaultInstance());
    }

    @Override
    public Multi<ReportAttemptsResponse> reportAttempts(ReportAttemptsRequest request) {
        return Multi.createFrom().failure(Status.UNIMPLEMENTED.asRuntimeException());
    }

    @Override
    public Uni<ListAgentsResponse> listAgents(ListAgentsRequest request) {
        return Uni.createFrom().item(ListAgentsResponse.getDefaultInstance());
    }
}
