package dev.minion.coordinator.rpc;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.api.GetRequest;
import dev.minion.contracts.api.SubmitRequest;
import dev.minion.contracts.api.SubmitResponse;
import dev.minion.contracts.api.Tasks;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.PayloadReference;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.namespace.Namespaces;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.submission.TaskSubmission;
import dev.minion.coordinator.task.ReadSettings;
import dev.minion.coordinator.task.TaskWaits;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;

/** The public service, beside the REST interface. */
@GrpcService
class TasksService implements Tasks {

    private final TaskSubmission submission;
    private final TaskWaits waits;
    private final ReadSettings settings;

    TasksService(TaskSubmission submission, TaskWaits waits, ReadSettings settings) {
        this.submission = submission;
        this.waits = waits;
        this.settings = settings;
    }

    @Override
    public Uni<SubmitResponse> submit(SubmitRequest request) {
        return Uni.createFrom()
                .deferred(() -> submission.submit(request, caller(request.getNamespace())))
                .onFailure()
                .transform(RpcFailure::of);
    }

    @Override
    public Uni<TaskResult> get(GetRequest request) {
        return Uni.createFrom().deferred(() -> read(request)).onFailure().transform(RpcFailure::of);
    }

    private Uni<TaskResult> read(GetRequest request) {
        UUID id = Ids.parse(request.getId());
        if (id == null) {
            throw new ProblemException(FailureCode.BAD_PARAMETER, "id must be a UUID");
        }
        long wait = request.getWaitMs();
        if (wait < 0 || wait > settings.longestWait().toMillis()) {
            throw new ProblemException(
                    FailureCode.BAD_PARAMETER,
                    "wait_ms must be between 0 and " + settings.longestWait().toMillis());
        }
        return waits.read(Namespaces.of(request.getNamespace()), id, Duration.ofMillis(wait))
                .map(
                        task ->
                                task.map(found -> TaskResult.newBuilder().setTask(shown(found)))
                                        .orElseGet(() -> notFound(id))
                                        .build());
    }

    /** Large payloads are named, and had by REST. */
    private static Task shown(Task task) {
        PayloadRef input = PayloadRef.of(task.getInput());
        PayloadRef output = PayloadRef.of(task.getOutput());
        if (input == null && output == null) {
            return task;
        }
        Task.Builder shown = task.toBuilder();
        if (input != null) {
            shown.clearInput().setInputRef(reference(input));
        }
        if (output != null) {
            shown.clearOutput().setOutputRef(reference(output));
        }
        return shown.build();
    }

    private static PayloadReference reference(PayloadRef ref) {
        return PayloadReference.newBuilder().setHash(ref.hash()).setSize(ref.size()).build();
    }

    private static TaskResult.Builder notFound(UUID id) {
        return TaskResult.newBuilder()
                .setProblem(
                        new Problem(FailureCode.TASK_NOT_FOUND, "there is no task " + id)
                                .toProto());
    }

    private static Caller caller(String namespace) {
        SpanContext span = Span.current().getSpanContext();
        String traceParent =
                span.isValid()
                        ? "00-%s-%s-%s"
                                .formatted(
                                        span.getTraceId(),
                                        span.getSpanId(),
                                        span.getTraceFlags().asHex())
                        : "";
        return new Caller(Namespaces.of(namespace), traceParent);
    }
}
