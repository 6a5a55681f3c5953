package dev.minion.coordinator.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AgentMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One answer of server-sent events: each message of an inbox once. Its state belongs to the event
 * loop of its connection.
 */
final class InboxStream implements InboxWatch {

    private final Inbox inbox;
    private final HttpServerResponse response;
    private final MessageCalls messages;
    private final Context loop;
    private final OneReading reading = new OneReading();

    /** Ids of the messages that were shown and are not acknowledged; bounded by what is read. */
    private Set<ByteString> shown = Set.of();

    InboxStream(Inbox inbox, HttpServerResponse response, MessageCalls messages) {
        this.inbox = inbox;
        this.response = response;
        this.messages = messages;
        this.loop = Vertx.currentContext();
    }

    /**
     * Sends the head of the answer.
     *
     * @param closed run when the answer has ended, by whomever
     */
    void begin(Runnable closed) {
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true)
                .endHandler(_ -> closed.run())
                .closeHandler(_ -> closed.run())
                .drainHandler(_ -> wake());
        write(Buffer.buffer(": stream begins\n\n"));
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public void wake() {
        loop.runOnContext(
                _ -> {
                    // One that is full is woken when it has drained.
                    if (open() && !response.writeQueueFull() && reading.begin()) {
                        read();
                    }
                });
    }

    void beat() {
        loop.runOnContext(
                _ -> {
                    if (!response.writeQueueFull()) {
                        write(Buffer.buffer(": alive\n\n"));
                    }
                });
    }

    /** The client comes back, and is shown what it has not acknowledged. */
    void end() {
        loop.runOnContext(
                _ -> {
                    if (open()) {
                        var ignored = response.end();
                    }
                });
    }

    private void read() {
        var ignored =
                messages.read(inbox, Limits.INBOX_MESSAGES)
                        .subscribe()
                        .with(found -> loop.runOnContext(_ -> show(found)), _ -> end());
    }

    private void show(List<AgentMessage> found) {
        Set<ByteString> now = new HashSet<>();
        for (AgentMessage message : found) {
            if (!shown.contains(message.getId())) {
                write(event(message));
            }
            now.add(message.getId());
        }
        shown = now;
        if (reading.again() && open()) {
            read();
        }
    }

    private static Buffer event(AgentMessage message) {
        return Buffer.buffer("id: ")
                .appendString(Ids.fromBytes(message.getId()).toString())
                .appendString("\nevent: message\ndata: ")
                .appendBytes(MessageJson.document(message).line())
                .appendString("\n\n");
    }

    private void write(Buffer text) {
        if (open()) {
            // A write that fails closes the connection, and with it this stream.
            var ignored = response.write(text);
        }
    }

    private boolean open() {
        return !response.ended() && !response.closed();
    }
}
