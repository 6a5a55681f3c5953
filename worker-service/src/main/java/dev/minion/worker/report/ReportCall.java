package dev.minion.worker.report;

import dev.minion.contracts.ledger.CompleteAttemptsRequest;
import dev.minion.contracts.ledger.CompleteAttemptsResponse;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.worker.registration.WorkerConfig;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells few completions to the ledger by a call, one call at a time.
 *
 * <p>It may fail at any moment: what it does not confirm goes through the log. After a failure it
 * stays closed for a while, so that a ledger that is away costs its patience but rarely. It has no
 * timer of its own, which a lone task would pay for with a change of threads: {@link #step} looks
 * at the time.
 */
@Singleton
public class ReportCall {

    /** Bytes of outputs in a call: what is larger is no hurry. */
    private static final long MOST_BYTES = 256 << 10;

    private static final Duration CLOSED = Duration.ofSeconds(5);

    private record Pending(CompletableFuture<List<Boolean>> answer, long sinceNanos) {}

    private final Function<CompleteAttemptsRequest, CompletionStage<CompleteAttemptsResponse>>
            ledger;
    private final LongSupplier nanoTime;
    private final int mostCompletions;
    private final long patienceNanos;
    private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();
    private volatile long closedUntilNanos;

    @Inject
    ReportCall(@GrpcClient("ledger") Ledger ledger, WorkerConfig config) {
        this(
                request -> ledger.completeAttempts(request).subscribeAsCompletionStage(),
                System::nanoTime,
                config.reportCall(),
                config.reportCallPatience());
    }

    ReportCall(
            Function<CompleteAttemptsRequest, CompletionStage<CompleteAttemptsResponse>> ledger,
            LongSupplier nanoTime,
            int mostCompletions,
            Duration patience) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.mostCompletions = mostCompletions;
        this.patienceNanos = patience.toNanos();
        this.closedUntilNanos = nanoTime.getAsLong();
    }

    /** Whether so many completions of so many bytes may be told this way now. */
    boolean takes(int completions, long bytes) {
        return completions <= mostCompletions
                && bytes <= MOST_BYTES
                && nanoTime.getAsLong() - closedUntilNanos >= 0;
    }

    /**
     * Tells them.
     *
     * @return which of them are recorded, in their order; a failure where that is unknown
     */
    CompletionStage<List<Boolean>> tell(List<TaskEvent> completions) {
        Pending call = new Pending(new CompletableFuture<>(), nanoTime.getAsLong());
        pending.set(call);
        var _ =
                ledger.apply(
                                CompleteAttemptsRequest.newBuilder()
                                        .addAllCompletions(completions)
                                        .build())
                        .whenComplete((answer, failure) -> settle(call, answer, failure));
        return call.answer;
    }

    private void settle(
            Pending call, @Nullable CompleteAttemptsResponse answer, @Nullable Throwable failure) {
        pending.compareAndSet(call, null);
        if (answer != null) {
            call.answer.complete(answer.getRecordedList());
        } else {
            fail(call, failure == null ? new IllegalStateException("no answer") : failure);
        }
    }

    /** Gives a call up whose answer does not come. */
    public void step(long nowNanos) {
        Pending call = pending.get();
        if (call != null && nowNanos - call.sinceNanos > patienceNanos) {
            fail(call, new TimeoutException("the ledger does not answer"));
        }
    }

    private void fail(Pending call, Throwable failure) {
        closedUntilNanos = nanoTime.getAsLong() + CLOSED.toNanos();
        call.answer.completeExceptionally(failure);
    }
}
