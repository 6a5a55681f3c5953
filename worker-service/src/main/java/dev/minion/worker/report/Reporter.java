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
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.Reports;
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

/** Publishes the events of attempts to tasks.events. */
@Singleton
public class Reporter implements Reports {

    private static final Logger LOG = Logger.getLogger(Reporter.class);

    /** A batch closes when it has this many bytes; outputs may be large. */
    private static final long BATCH_BYTES = 4L << 20;

    private static final int BATCH_ATTEMPTS = 2_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Publisher publisher;
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
            AttemptRegister register,
            InstantSource clock,
            WorkerIdentity identity) {
        this(
                messaging.publisher(),
                register,
                clock,
                identity.id(),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    Reporter(
            Publisher publisher,
            AttemptRegister register,
            InstantSource clock,
            String workerId,
            Executor threads) {
        this.publisher = publisher;
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
            threads.execute(this::publishNext);
        }
    }

    private void publishNext() {
        Batch batch = takeBatch();
        if (batch.attempts.isEmpty()) {
            rest();
            return;
        }
        CompletableFuture<Void> published = publisher.publish(batch.messages).toCompletableFuture();
        var _ = published.whenCompleteAsync((nothing, failure) -> settle(batch, failure), threads);
    }

    /** An attempt that came between the last look and the rest would wait for the next one. */
    private void rest() {
        busy.set(false);
        if (!ready.isEmpty() && busy.compareAndSet(false, true)) {
            publishNext();
        }
    }

    private Batch takeBatch() {
        Batch batch = new Batch();
        long nowUs = Micros.of(clock.instant());
        Attempt attempt;
        while (batch.bytes < BATCH_BYTES
                && batch.attempts.size() < BATCH_ATTEMPTS
                && (attempt = ready.poll()) != null) {
            batch.attempts.add(attempt);
            for (TaskEvent event : attempt.take(workerId, nowUs)) {
                batch.add(message(attempt, event));
            }
        }
        return batch;
    }

    private Message message(Attempt attempt, TaskEvent event) {
        String id =
                attempt.key().taskId()
                        + "/"
                        + attempt.key().attempt()
                        + "/"
                        + event.getEventCase().getNumber();
        return new Message(
                Topics.EVENTS,
                event.getPartition(),
                event.getTaskId().toByteArray(),
                event.toByteArray(),
                events.headers(id, attempt.assignment().getTraceParent()));
    }

    private void settle(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            pause = FIRST_PAUSE;
            for (Attempt attempt : batch.attempts) {
                if (attempt.acknowledged()) {
                    register.release(attempt);
                }
            }
            publishNext();
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
                .execute(this::publishNext);
    }

    private static final class Batch {
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private long bytes;

        void add(Message message) {
            messages.add(message);
            bytes += message.value().length;
        }
    }
}
