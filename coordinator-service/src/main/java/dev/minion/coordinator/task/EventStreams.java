package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events of single tasks. An event is the task as it is after a change; a client that
 * is slow, or was away, gets the newest state and not each one between.
 */
@ApplicationScoped
class EventStreams {

    private final Watches watches;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    EventStreams(Watches watches) {
        this.watches = watches;
    }

    /**
     * The events of a task, up to its terminal one.
     *
     * @param after the version that the client has seen, or 0
     */
    Multi<OutboundSseEvent> open(Sse sse, String namespace, UUID id, long after) {
        return Multi.createFrom()
                .emitter(
                        emitter -> start(new Stream(sse, namespace, id, after, emitter)),
                        BackPressureStrategy.LATEST);
    }

    /** A sign of life on all streams, so that nobody between takes them for dead. */
    void beat() {
        open.forEach(Stream::beat);
    }

    /** Ends all streams: the client comes back to another coordinator, with Last-Event-ID. */
    void end() {
        open.forEach(Stream::finish);
    }

    private void start(Stream stream) {
        open.add(stream);
        stream.emitter.onTermination(
                () -> {
                    open.remove(stream);
                    watches.close(stream);
                });
        try {
            watches.open(stream);
        } catch (RuntimeException full) {
            stream.emitter.fail(full);
        }
    }

    private static final class Stream extends Watch {

        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private long version;
        private @Nullable Task last;

        Stream(
                Sse sse,
                String namespace,
                UUID id,
                long after,
                MultiEmitter<? super OutboundSseEvent> emitter) {
            super(namespace, id, false);
            this.sse = sse;
            this.version = after;
            this.emitter = emitter;
        }

        @Override
        synchronized void seen(Optional<Task> task) {
            if (task.isEmpty()) {
                emitter.complete();
                return;
            }
            Task now = task.get();
            if (now.getVersion() > version || sentToWorker(now)) {
                emitter.emit(event(now));
                version = now.getVersion();
                last = now;
            }
            if (Statuses.terminal(now.getStatus())) {
                emitter.complete();
            }
        }

        @Override
        void failed(Throwable e) {
            // The client comes back with the id of its last event.
            emitter.complete();
        }

        void beat() {
            if (emitter.requested() > 0) {
                emitter.emit(sse.newEventBuilder().comment("alive").build());
            }
        }

        void finish() {
            emitter.complete();
        }

        private boolean sentToWorker(Task now) {
            return now.getVersion() == version
                    && now.getStatus() == TaskStatus.ASSIGNED
                    && last != null
                    && last.getStatus() == TaskStatus.READY;
        }

        private OutboundSseEvent event(Task now) {
            return sse.newEventBuilder()
                    .id(Long.toString(now.getVersion()))
                    .name(name(now))
                    .data(
                            String.class,
                            new String(TaskJson.document(now).bytes(), StandardCharsets.UTF_8))
                    .build();
        }

        private String name(Task now) {
            boolean moved = last == null || last.getStatus() != now.getStatus();
            if (!moved && last != null && last.getProgress() != now.getProgress()) {
                return "progress";
            }
            return Statuses.text(now.getStatus());
        }
    }
}
