package dev.minion.worker.payload;

import dev.minion.contracts.FailureCode;
import dev.minion.worker.handler.HandlerException;
import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Has a virtual thread wait for a call to the ledger, which is made until it is answered. */
final class LedgerWait {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** An attempt seldom has so much time; where it has, it is better made anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private LedgerWait() {}

    /**
     * The answer.
     *
     * @throws HandlerException retryable, where the ledger refuses the call, or is away for too
     *     long
     * @throws InterruptedException when the attempt is stopped
     */
    static <T> T answer(Supplier<Uni<T>> call) throws HandlerException, InterruptedException {
        CompletableFuture<T> answer =
                Uni.createFrom()
                        .deferred(call::get)
                        .ifNoItem()
                        .after(CALL)
                        .failWith(Status.DEADLINE_EXCEEDED::asRuntimeException)
                        .onFailure(LedgerWait::mayPass)
                        .retry()
                        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                        .expireIn(PATIENCE.toMillis())
                        .subscribeAsCompletionStage();
        try {
            return answer.get();
        } catch (InterruptedException stopped) {
            var _ = answer.cancel(true);
            throw stopped;
        } catch (ExecutionException failed) {
            throw new HandlerException(
                    FailureCode.UNAVAILABLE.code(),
                    "the ledger did not take or give a large payload",
                    true,
                    failed.getCause());
        }
    }

    private static boolean mayPass(Throwable failure) {
        return switch (Status.fromThrowable(failure).getCode()) {
            case INVALID_ARGUMENT, UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED -> false;
            default -> true;
        };
    }
}
