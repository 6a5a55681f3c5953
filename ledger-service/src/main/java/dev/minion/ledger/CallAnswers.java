package dev.minion.ledger;

import dev.minion.ledger.lane.QueueFullException;
import dev.minion.ledger.payload.TransfersFullException;
import dev.minion.ledger.transition.DatabaseFailure;
import io.grpc.Status;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** How the gRPC services answer, and what they say of failures. */
final class CallAnswers {

    private static final Logger LOG = Logger.getLogger(CallAnswers.class);

    private CallAnswers() {}

    /** The answer of a call, which is made by whoever subscribes. */
    static <T> Uni<T> of(Supplier<Future<T>> call) {
        return Uni.createFrom()
                .completionStage(() -> call.get().toCompletionStage())
                .onFailure()
                .transform(CallAnswers::status);
    }

    /**
     * The answer of a call that says something before its end.
     *
     * @param call is made by whoever subscribes; what it gives the consumer is sent at once, and
     *     the answer ends with its future
     */
    static <T> Multi<T> soon(Function<Consumer<T>, Future<Void>> call) {
        return Multi.createFrom()
                .<T>emitter(
                        answer ->
                                call.apply(answer::emit)
                                        .onSuccess(done -> answer.complete())
                                        .onFailure(answer::fail))
                .onFailure()
                .transform(CallAnswers::status);
    }

    /** The status that tells a caller of a failure. */
    static Throwable status(Throwable failure) {
        if (failure instanceof QueueFullException) {
            return Status.RESOURCE_EXHAUSTED
                    .withDescription("too many tasks wait to be written")
                    .asRuntimeException();
        }
        if (failure instanceof TransfersFullException full) {
            return Status.RESOURCE_EXHAUSTED
                    .withDescription(full.getMessage())
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
