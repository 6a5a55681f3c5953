package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One answer of server-sent events. An event is the task as it is after a change: a client that is
 * slow, or was away, gets the newest state and not each one between. Its state belongs to the event
 * loop of its connection.
 */
final class EventStream extends Watch {

    private final HttpServerResponse response;
    private final Context loop;
    private long version;
    private @Nullable Task last;
    private @Nullable Task held;

    /**
     * An answer to a request.
     *
     * @param after the version that the client has seen, or 0
     */
    EventStream(RoutingContext request, String namespace, UUID id, long after) {
        super(namespace, id, false);
        this.response = request.response();
        this.loop = Vertx.currentContext();
        this.version = after;
    }

    /**
     * Sends the head of the answer.
     *
     * @param closed run once when the answer has ended, by whomever
     */
    void begin(Runnable closed) {
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true)
                .endHandler(_ -> closed.run())
                .closeHandler(_ -> closed.run())
                .drainHandler(_ -> drained());
        write(Buffer.buffer(": stream begins\n\n"));
    }

    @Override
    void seen(Optional<Task> task) {
        loop.runOnContext(_ -> task.ifPresentOrElse(this::show, this::finish));
    }

    @Override
    void failed(Throwable e) {
        // The client comes back with the id of its last event.
        end();
    }

    void beat() {
        loop.runOnContext(
                _ -> {
                    if (!response.writeQueueFull()) {
                        write(Buffer.buffer(": alive\n\n"));
                    }
                });
    }

    void end() {
        loop.runOnContext(_ -> finish());
    }

    private void show(Task now) {
        if (now.getVersion() <= version && !sentToWorker(now)) {
            if (EventStreams.over(now, version)) {
                finish();
            }
            return;
        }
        if (response.writeQueueFull()) {
            held = now;
            return;
        }
        write(event(now));
        version = now.getVersion();
        last = now;
        if (Statuses.terminal(now.getStatus())) {
            finish();
        }
    }

    private void drained() {
        Task waiting = held;
        held = null;
        if (waiting != null) {
            show(waiting);
        }
    }

    private void write(Buffer text) {
        if (!response.ended() && !response.closed()) {
            // A write that fails closes the connection, and with it this stream.
            var ignored = response.write(text);
        }
    }

    private void finish() {
        if (!response.ended() && !response.closed()) {
            var ignored = response.end();
        }
    }

    private boolean sentToWorker(Task now) {
        return now.getVersion() == version
                && now.getStatus() == TaskStatus.ASSIGNED
                && last != null
                && last.getStatus() == TaskStatus.READY;
    }

    private Buffer event(Task now) {
        return Buffer.buffer("id: ")
                .appendString(Long.toString(now.getVersion()))
                .appendString("\nevent: ")
                .appendString(name(now))
                .appendString("\ndata: ")
                .appendBytes(TaskJson.document(now).line())
                .appendString("\n\n");
    }

    private String name(Task now) {
        boolean progressed =
                last != null
                        && last.getStatus() == now.getStatus()
                        && last.getProgress() != now.getProgress();
        return progressed ? "progress" : Statuses.text(now.getStatus());
    }
}
