package dev.minion.ledger;

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
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.agent.AgentRegistry;
import dev.minion.ledger.progress.ProgressRequests;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.stats.StatisticsReader;
import dev.minion.ledger.task.Creations;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

/**
 * The gRPC service. Expected refusals are problems within the answers; a status other than OK means
 * that the outcome is unknown or that nothing was done, and that the call may be made again.
 */
@GrpcService
class LedgerService implements Ledger {

    /** Released tasks that an answer carries, with their inputs; more come by the log alone. */
    private static final int MOST_RELEASED = 64;

    private final Creations creations;
    private final TaskDesk tasks;
    private final RunDesk runs;
    private final ProgressRequests progress;
    private final StatisticsReader statistics;
    private final AgentRegistry agents;

    LedgerService(
            Creations creations,
            TaskDesk tasks,
            RunDesk runs,
            ProgressRequests progress,
            StatisticsReader statistics,
            AgentRegistry agents) {
        this.creations = creations;
        this.tasks = tasks;
        this.runs = runs;
        this.progress = progress;
        this.statistics = statistics;
        this.agents = agents;
    }

    @Override
    public Uni<CreateTasksResponse> createTasks(CreateTasksRequest request) {
        return CallAnswers.of(() -> creations.create(request));
    }

    @Override
    public Uni<GetTasksResponse> getTasks(GetTasksRequest request) {
        return CallAnswers.of(() -> tasks.reads().get(request));
    }

    @Override
    public Uni<ListTasksResponse> listTasks(ListTasksRequest request) {
        return CallAnswers.of(() -> tasks.lists().list(request));
    }

    @Override
    public Uni<TaskResult> patchTask(PatchTaskRequest request) {
        return CallAnswers.of(() -> tasks.edits().patch(request));
    }

    @Override
    public Uni<TaskResult> cancelTask(CancelTaskRequest request) {
        return CallAnswers.of(() -> tasks.requests().cancel(request));
    }

    @Override
    public Uni<TaskResult> retryTask(RetryTaskRequest request) {
        return CallAnswers.of(() -> tasks.retries().retry(request));
    }

    @Override
    public Uni<TaskResult> pauseTask(PauseTaskRequest request) {
        return CallAnswers.of(() -> tasks.requests().pause(request));
    }

    @Override
    public Uni<TaskResult> resumeTask(ResumeTaskRequest request) {
        return CallAnswers.of(() -> tasks.requests().resume(request));
    }

    @Override
    public Uni<TaskResult> completeTask(CompleteTaskRequest request) {
        return CallAnswers.of(() -> tasks.requests().complete(request));
    }

    @Override
    public Uni<TaskResult> failTask(FailTaskRequest request) {
        return CallAnswers.of(() -> tasks.requests().fail(request));
    }

    @Override
    public Uni<DeleteTaskResponse> deleteTask(DeleteTaskRequest request) {
        return CallAnswers.of(() -> tasks.removals().delete(request));
    }

    @Override
    public Uni<ProgressResult> recordProgress(RecordProgressRequest request) {
        return CallAnswers.of(() -> progress.record(request));
    }

    @Override
    public Uni<ListProgressResponse> listProgress(ListProgressRequest request) {
        return CallAnswers.of(() -> progress.list(request));
    }

    @Override
    public Uni<ExplainTaskResponse> explainTask(ExplainTaskRequest request) {
        return CallAnswers.of(
                () ->
                        tasks.reads()
                                .explain(request.getNamespace(), request.getId())
                                .compose(this::withQueue));
    }

    private Future<ExplainTaskResponse> withQueue(ExplainTaskResponse facts) {
        return facts.getTask().getStatus() == TaskStatus.READY
                ? runs.queues()
                        .of(facts.getTask())
                        .map(
                                queue ->
                                        queue == null
                                                ? facts
                                                : facts.toBuilder().setQueue(queue).build())
                : Future.succeededFuture(facts);
    }

    @Override
    public Uni<Statistics> getStatistics(GetStatisticsRequest request) {
        return CallAnswers.of(() -> statistics.read(request.getNamespace()));
    }

    @Override
    public Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request) {
        return CallAnswers.of(() -> runs.pages().ready(request));
    }

    @Override
    public Uni<OpenTasksResponse> openTasks(OpenTasksRequest request) {
        return CallAnswers.of(() -> runs.pages().open(request.getPartition()));
    }

    @Override
    public Uni<GetInputsResponse> getInputs(GetInputsRequest request) {
        return CallAnswers.of(() -> runs.inputs().read(request.getIdsList()));
    }

    @Override
    public Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request) {
        return CallAnswers.of(() -> runs.releases().release(request));
    }

    @Override
    public Uni<AssignTasksResponse> assignTasks(AssignTasksRequest request) {
        return CallAnswers.of(() -> runs.assignments().assign(request));
    }

    @Override
    public Uni<ListQueuesResponse> listQueues(ListQueuesRequest request) {
        return CallAnswers.of(() -> runs.queues().list(request));
    }

    @Override
    public Multi<ReportAttemptsResponse> reportAttempts(ReportAttemptsRequest request) {
        return CallAnswers.soon(
                answer ->
                        runs.fold()
                                .record(
                                        request.getEventsList(),
                                        request.getHeard(),
                                        effects -> answer.accept(recorded(effects))));
    }

    private static ReportAttemptsResponse recorded(Effects effects) {
        ReportAttemptsResponse.Builder recorded =
                ReportAttemptsResponse.newBuilder()
                        .addAllChanges(effects.changes())
                        .addAllChanges(effects.repeats());
        if (effects.ready().size() <= MOST_RELEASED) {
            recorded.addAllReady(effects.ready());
        }
        return recorded.build();
    }

    @Override
    public Uni<ListAgentsResponse> listAgents(ListAgentsRequest request) {
        return agents.list().onFailure().transform(CallAnswers::status);
    }
}
