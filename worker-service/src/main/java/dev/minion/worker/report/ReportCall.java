package dev.minion.worker.report;

import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.worker.call.OpenCalls;
import dev.minion.worker.registration.WorkerConfig;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells few ends of attempts to the ledger by a call, one call at a time.
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

    private record Pending(CompletableFuture<Void> answer, long sinceNanos) {}

    private final Function<ReportAttemptsRequest, Multi<ReportAttemptsResponse>> ledger;
    private final Predicate<List<TaskEvent>> heard;
    private final Consumer<ReportAttemptsResponse> recorded;
    private final LongSupplier nanoTime;
    private final int mostEvents;
    private final long patienceNanos;
    private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();
    private volatile long closedUntilNanos;

    @Inject
    ReportCall(@GrpcClient("ledger") Ledger ledger, OpenCalls calls, WorkerConfig config) {
        this(
                ledger::reportAttempts,
                calls::heard,
                calls::recorded,
                System::nanoTime,
                config.reportCall(),
                config.reportCallPatience());
    }

    ReportCall(
            Function<ReportAttemptsRequest, Multi<ReportAttemptsResponse>> ledger,
            Predicate<List<TaskEvent>> heard,
            Consumer<ReportAttemptsResponse> recorded,
            LongSupplier nanoTime,
            int mostEvents,
            Duration patience) {
        this.ledger = ledger;
        this.heard = heard;
        this.recorded = recorded;
        this.nanoTime = nanoTime;
        this.mostEvents = mostEvents;
        this.patienceNanos = patience.toNanos();
        this.closedUntilNanos = nanoTime.getAsLong();
    }

    /** Whether so many events of so many bytes may be told this way now. */
    boolean takes(int events, long bytes) {
        return events <= mostEvents
                && bytes <= MOST_BYTES
                && nanoTime.getAsLong() - closedUntilNanos >= 0;
    }

    /** Tells them; fails where it is unknown whether they are recorded. */
    CompletionStage<Void> tell(List<TaskEvent> events) {
        Pending call = new Pending(new CompletableFuture<>(), nanoTime.getAsLong());
        pending.set(call);
        var _ =
                ledger.apply(
                                ReportAttemptsRequest.newBuilder()
                                        .addAllEvents(events)
                                        .setHeard(heard.test(events))
                                        .build())
                        .subscribe()
                        .with(recorded, failure -> failed(call, failure), () -> done(call));
        return call.answer;
    }

    private void done(Pending call) {
        pending.compareAndSet(call, null);
        call.answer.complete(null);
    }

    private void failed(Pending call, Throwable failure) {
        pending.compareAndSet(call, null);
        fail(call, failure);
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
