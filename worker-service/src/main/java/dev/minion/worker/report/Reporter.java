package dev.minion.worker.report;

import dev.minion.contracts.Micros;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Publisher;
import dev.minion.worker.registration.WorkerIdentity;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptKey;
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.Reports;
import io.vertx.core.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the events of attempts: through tasks.events, or, where few ends are all there is, by a
 * call to the ledger first.
 */
@Singleton
public class Reporter implements Reports {

    private static final Logger LOG = Logger.getLogger(Reporter.class);

    /** A batch closes when it has this many bytes; outputs may be large. */
    private static final long BATCH_BYTES = 4L << 20;

    private static final int BATCH_ATTEMPTS = 2_000;

    /** Where no more are under way, the thread of one that ends tells it, and wakes no other. */
    private static final int FEW = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Publisher publisher;
    private final ReportCall call;
    private final AttemptRegister register;
    private final InstantSource clock;
    private final String workerId;
    private final CloudEvents events;
    private final Executor threads;

    /** Bounded by the register: each attempt is in it at most once. */
    private final Queue<Attempt> ready = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Duration pause = FIRST_PAUSE;

    @Inject
    Reporter(
            Messaging messaging,
            ReportCall call,
            AttemptRegister register,
            InstantSource clock,
            WorkerIdentity identity) {
        this(
                messaging.publisher(),
                call,
                register,
                clock,
                identity.id(),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    Reporter(
            Publisher publisher,
            ReportCall call,
            AttemptRegister register,
            InstantSource clock,
            String workerId,
            Executor threads) {
        this.publisher = publisher;
        this.call = call;
        this.register = register;
        this.clock = clock;
        this.workerId = workerId;
        this.threads = threads;
        this.events = new CloudEvents(TelemetryKeys.CE_EVENT, "/minion/worker/" + workerId);
    }

    @Override
    public void ready(Attempt attempt) {
        ready.add(attempt);
        if (busy.compareAndSet(false, true)) {
            if (mayTell() && register.taken() <= FEW) {
                tellNext();
            } else {
                threads.execute(this::tellNext);
            }
        }
    }

    /** Not threads that poll or tick: telling may begin a call. */
    private static boolean mayTell() {
        return Thread.currentThread().isVirtual() || Context.isOnEventLoopThread();
    }

    private void tellNext() {
        Batch batch = takeBatch();
        if (batch.isEmpty()) {
            rest();
        } else if (batch.onlyEnds && call.takes(batch.told.size(), batch.bytes)) {
            var _ =
                    call.tell(batch.told.stream().map(Told::event).toList())
                            .handle((nothing, failure) -> afterCall(batch, failure));
        } else {
            publish(batch);
        }
    }

    /** After a failure it is told as if the call had not been made. */
    private @Nullable Void afterCall(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            settle(batch, null);
        } else {
            LOG.infof(
                    "call to the ledger failed, the log is told: count=%d, cause=%s",
                    batch.told.size(), failure.toString());
            publish(batch);
        }
        return null;
    }

    private void publish(Batch batch) {
        List<Message> messages = batch.told.stream().map(this::message).toList();
        CompletableFuture<Void> published = publisher.publish(messages).toCompletableFuture();
        var _ = published.whenCompleteAsync((nothing, failure) -> settle(batch, failure), threads);
    }

    /** An attempt that came between the last look and the rest would wait for the next one. */
    private void rest() {
        busy.set(false);
        if (!ready.isEmpty() && busy.compareAndSet(false, true)) {
            tellNext();
        }
    }

    private Batch takeBatch() {
        Batch batch = new Batch();
        long nowUs = Micros.of(clock.instant());
        Attempt attempt;
        while (batch.bytes < BATCH_BYTES
                && batch.attempts.size() < BATCH_ATTEMPTS
                && (attempt = ready.poll()) != null) {
            batch.add(attempt, attempt.take(workerId, nowUs));
        }
        return batch;
    }

    private Message message(Told told) {
        TaskEvent event = told.event;
        AttemptKey key = told.attempt.key();
        String id = key.taskId() + "/" + key.attempt() + "/" + event.getEventCase().getNumber();
        return new Message(
                Topics.EVENTS,
                event.getPartition(),
                event.getTaskId().toByteArray(),
                event.toByteArray(),
                events.headers(id, told.attempt.assignment().getTraceParent()));
    }

    private void settle(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            pause = FIRST_PAUSE;
            for (Attempt attempt : batch.attempts) {
                if (attempt.acknowledged()) {
                    register.release(attempt);
                }
            }
            tellNext();
            return;
        }
        LOG.warnf(
                "events not published, will be told again: count=%d, cause=%s",
                batch.attempts.size(), failure.toString());
        for (Attempt attempt : batch.attempts) {
            if (attempt.lostReport()) {
                ready.add(attempt);
            }
        }
        Duration now = pause;
        pause =
                now.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                        ? now.multipliedBy(2)
                        : LONGEST_PAUSE;
        CompletableFuture.delayedExecutor(now.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(this::tellNext);
    }

    private record Told(Attempt attempt, TaskEvent event) {}

    private static final class Batch {
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private long bytes;

        /** Whether each attempt tells its end, and never told anything before. */
        private boolean onlyEnds = true;

        void add(Attempt attempt, List<TaskEvent> events) {
            attempts.add(attempt);
            for (TaskEvent event : events) {
                told.add(new Told(attempt, event));
                bytes += event.getSerializedSize();
            }
            onlyEnds &= events.size() == 1 && attempt.onlyItsEndWasTaken();
        }

        boolean isEmpty() {
            return attempts.isEmpty();
        }
    }
}
