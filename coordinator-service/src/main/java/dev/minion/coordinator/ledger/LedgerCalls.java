package dev.minion.coordinator.ledger;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.coordinator.problem.ProblemException;
import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls the ledger until it answers or patience ends. */
@ApplicationScoped
public class LedgerCalls {

    /** A ledger that fails in itself is asked only so often: that seldom mends. */
    private static final int FAULTS = 3;

    private final Ledger ledger;
    private final LedgerSettings settings;
    private final InstantSource clock;
    private volatile Instant lastAnswer = Instant.EPOCH;

    LedgerCalls(@GrpcClient("ledger") Ledger ledger, LedgerSettings settings, InstantSource clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes a call that may be repeated.
     *
     * @return the answer, or a {@link ProblemException}: unavailable, overloaded, or internal
     */
    public <T> Uni<T> call(Function<Ledger, Uni<T>> call) {
        return patiently(once(call));
    }

    /** Makes a call again until it is answered or patience ends. */
    <T> Uni<T> patiently(Uni<T> once) {
        return once.onFailure(LedgerFailure::isFault)
                .retry()
                .withBackOff(settings.firstPause(), settings.longestPause())
                .atMost(FAULTS)
                .onFailure(LedgerFailure::mayPass)
                .retry()
                .withBackOff(settings.firstPause(), settings.longestPause())
                .expireIn(settings.patience().toMillis())
                .onFailure(e -> !(e instanceof ProblemException))
                .transform(LedgerFailure::toProblem);
    }

    /** Makes a call a single time, within the given time. */
    public <T> Uni<T> once(Function<Ledger, Uni<T>> call) {
        return inTime(() -> call.apply(ledger));
    }

    /** Makes any call of the ledger's within the given time. */
    <T> Uni<T> inTime(Supplier<Uni<T>> call) {
        Duration timeout = settings.callTimeout();
        return Uni.createFrom()
                .deferred(call::get)
                .ifNoItem()
                .after(timeout)
                .failWith(LedgerCalls::late)
                .onItem()
                .invoke(this::answered);
    }

    /** Whether the ledger gave an answer a moment ago. */
    boolean answeredLately() {
        return clock.instant().isBefore(lastAnswer.plus(settings.freshAnswer()));
    }

    private void answered() {
        lastAnswer = clock.instant();
    }

    private static Throwable late() {
        return Status.DEADLINE_EXCEEDED.withDescription("no answer in time").asRuntimeException();
    }

    /** For callers that need a failure of their own before any call. */
    static ProblemException unavailable() {
        return new ProblemException(
                FailureCode.UNAVAILABLE, "the ledger does not answer; try again in a moment");
    }
}
