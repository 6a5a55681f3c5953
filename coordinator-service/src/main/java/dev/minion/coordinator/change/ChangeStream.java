package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.coordinator.http.Answers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** One answer of server-sent events: each change once, with its cursor as the event's id. */
final class ChangeStream extends Follower {

    private final RoutingContext request;
    private final HttpServerResponse response;

    ChangeStream(ChangeCalls calls, ChangeQuery query, RoutingContext request) {
        super(calls, query.first());
        this.request = request;
        this.response = request.response();
    }

    @Override
    boolean ready() {
        // One that is full is woken when it has drained.
        return open() && !response.writeQueueFull();
    }

    /** The head is sent with the first page, when it is known that there is one. */
    @Override
    void show(ChangesPage page) {
        if (!open()) {
            return;
        }
        if (!response.headWritten()) {
            begin();
        }
        page.getChangesList().forEach(change -> write(event(change)));
    }

    /** The client comes back with the id of its last event. */
    @Override
    void failed(Throwable failure) {
        if (open() && !response.headWritten()) {
            Answers.end(failure, request);
        } else {
            finish();
        }
    }

    void beat() {
        onLoop(
                () -> {
                    if (response.headWritten() && ready()) {
                        write(Buffer.buffer(": alive\n\n"));
                    }
                });
    }

    void end() {
        onLoop(this::finish);
    }

    private void begin() {
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true)
                .drainHandler(_ -> wake());
        write(Buffer.buffer(": stream begins\n\n"));
    }

    private static Buffer event(Change change) {
        return Buffer.buffer("id: ")
                .appendString(change.getPosition())
                .appendString("\nevent: change\ndata: ")
                .appendBytes(ChangeJson.document(change).line())
                .appendString("\n\n");
    }

    private void write(Buffer text) {
        if (open()) {
            // A write that fails closes the connection, and with it this stream.
            var ignored = response.write(text);
        }
    }

    private void finish() {
        if (open()) {
            var ignored = response.end();
        }
    }

    private boolean open() {
        return !response.ended() && !response.closed();
    }
}
