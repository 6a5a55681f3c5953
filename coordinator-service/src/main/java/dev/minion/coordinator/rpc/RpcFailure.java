package dev.minion.coordinator.rpc;

import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Problems as gRPC statuses. */
final class RpcFailure {

    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("minion-code", Metadata.ASCII_STRING_MARSHALLER);

    private RpcFailure() {}

    static StatusRuntimeException of(Throwable failure) {
        return switch (failure) {
            case ProblemException e -> of(e.problem());
            case MalformedJsonException e ->
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
            default ->
                    Status.INTERNAL
                            .withDescription("the coordinator failed; its log says why")
                            .withCause(failure)
                            .asRuntimeException();
        };
    }

    private static StatusRuntimeException of(Problem problem) {
        Metadata trailers = new Metadata();
        trailers.put(CODE, problem.code().code());
        return status(problem.code().httpStatus())
                .withDescription(problem.detail())
                .asRuntimeException(trailers);
    }

    private static Status status(int http) {
        return switch (http) {
            case 404 -> Status.NOT_FOUND;
            case 409, 412 -> Status.FAILED_PRECONDITION;
            case 429 -> Status.RESOURCE_EXHAUSTED;
            case 500 -> Status.INTERNAL;
            case 503 -> Status.UNAVAILABLE;
            default -> Status.INVALID_ARGUMENT;
        };
    }
}
