package dev.minion.ledger;

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
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.ledger.agent.AgentRegistry;
import dev.minion.ledger.progress.ProgressRequests;
import dev.minion.ledger.stats.StatisticsReader;
import dev.minion.ledger.task.Creations;
import dev.minion.ledger.task.QueueFullException;
import dev.minion.ledger.transition.DatabaseFailure;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The gRPC service. Expected refusals are problems within the answers; a status other than OK means
 * that the outcome is unknown or that nothing was done, and that the call may be made again.
 */
@GrpcService
class LedgerService implements Ledger {

    private static final Logger LOG = Logger.getLogger(LedgerService.class);

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
        return answer(() -> creations.create(request));
    }

    @Override
    public Uni<GetTasksResponse> getTasks(GetTasksRequest request) {
        return answer(() -> tasks.reads().get(request.getNamespace(), request.getIdsList()));
    }

    @Override
    public Uni<ListTasksResponse> listTasks(ListTasksRequest request) {
        return answer(() -> tasks.reads().list(request));
    }

    @Override
    public Uni<TaskResult> patchTask(PatchTaskRequest request) {
        return answer(() -> tasks.edits().patch(request));
    }

    @Override
    public Uni<TaskResult> cancelTask(CancelTaskRequest request) {
        return answer(() -> tasks.requests().cancel(request));
    }

    @Override
    public Uni<TaskResult> retryTask(RetryTaskRequest request) {
        return answer(() -> tasks.retries().retry(request));
    }

    @Override
    public Uni<TaskResult> completeTask(CompleteTaskRequest request) {
        return answer(() -> tasks.requests().complete(request));
    }

    @Override
    public Uni<TaskResult> failTask(FailTaskRequest request) {
        return answer(() -> tasks.requests().fail(request));
    }

    @Override
    public Uni<DeleteTaskResponse> deleteTask(DeleteTaskRequest request) {
        return answer(() -> tasks.edits().delete(request));
    }

    @Override
    public Uni<ProgressResult> recordProgress(RecordProgressRequest request) {
        return answer(() -> progress.record(request));
    }

    @Override
    public Uni<ListProgressResponse> listProgress(ListProgressRequest request) {
        return answer(() -> progress.list(request));
    }

    @Override
    public Uni<ExplainTaskResponse> explainTask(ExplainTaskRequest request) {
        return answer(() -> tasks.reads().explain(request.getNamespace(), request.getId()));
    }

    @Override
    public Uni<Statistics> getStatistics(GetStatisticsRequest request) {
        return answer(() -> statistics.read(request.getNamespace()));
    }

    @Override
    public Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request) {
        return answer(() -> runs.pages().ready(request));
    }

    @Override
    public Uni<OpenTasksResponse> openTasks(OpenTasksRequest request) {
        return answer(() -> runs.pages().open(request.getPartition()));
    }

    @Override
    public Uni<GetInputsResponse> getInputs(GetInputsRequest request) {
        return answer(() -> runs.inputs().read(request.getIdsList()));
    }

    @Override
    public Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request) {
        return answer(() -> runs.releases().release(request));
    }

    @Override
    public Uni<ReportAttemptsResponse> reportAttempts(ReportAttemptsRequest request) {
        return answer(
                () ->
                        runs.fold()
                                .record(request.getEventsList())
                                .map(ReportAttemptsResponse.getDefaultInstance()));
    }

    @Override
    public Uni<ListAgentsResponse> listAgents(ListAgentsRequest request) {
        return agents.list().onFailure().transform(LedgerService::status);
    }

    static <T> Uni<T> answer(Supplier<Future<T>> call) {
        return Uni.createFrom()
                .completionStage(() -> call.get().toCompletionStage())
                .onFailure()
                .transform(LedgerService::status);
    }

    private static Throwable status(Throwable failure) {
        if (failure instanceof QueueFullException) {
            return Status.RESOURCE_EXHAUSTED
                    .withDescription("too many tasks wait to be written")
                    .asRuntimeException();
        }
        if (failure instanceof IllegalArgumentException
                || DatabaseFailure.of(failure) == DatabaseFailure.DATA) {
            return Status.INVALID_ARGUMENT
                    .withDescription(String.valueOf(failure.getMessage()))
                    .asRuntimeException();
        }
        LOG.warnf("call failed, its outcome may be unknown: reason=%s", failure);
        return Status.UNAVAILABLE
                .withDescription("the ledger cannot reach its database, or was refused by it")
                .asRuntimeException();
    }
}
