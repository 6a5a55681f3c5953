package dev.minion.benchmarks.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of connections busy, on the caller's thread.
 *
 * <p>A request that is answered by 429 or 503 is sent again by the same connection after {@code
 * Retry-After}, as often as the time limit allows.
 */
public final class Pump implements AutoCloseable {

    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
    private long putOff;

    /**
     * Opens the connections.
     *
     * @throws IOException when the server cannot be reached
     */
    public Pump(Endpoint endpoint, int count) throws IOException {
        selector = Selector.open();
        try {
            for (int i = 0; i < count; i++) {
                connections.add(new Connection(endpoint, selector));
            }
        } catch (IOException unreachable) {
            close();
            throw unreachable;
        }
    }

    /** How many answers asked to come again later. */
    public long putOff() {
        return putOff;
    }

    /** One request and its answer. */
    public Response exchange(Request request, Duration limit) throws IOException {
        Single single = new Single(request);
        run(single, limit);
        if (single.answer == null) {
            throw new IOException("no answer");
        }
        return single.answer;
    }

    /**
     * Sends requests and hands over answers until there is no further request and no answer due.
     *
     * @throws IOException when a connection breaks, the conversation refuses an answer, or the time
     *     is over
     */
    public void run(Conversation conversation, Duration limit) throws IOException {
        long start = System.nanoTime();
        while (fill(conversation)) {
            long now = System.nanoTime();
            long left = limit.toNanos() - (now - start);
            if (left <= 0) {
                throw new IOException("not done after " + limit.toSeconds() + " s");
            }
            selector.select(Math.max(1, Math.min(left, shortestPause(now)) / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                serve((Connection) key.attachment(), key, conversation);
            }
            selector.selectedKeys().clear();
            resume();
        }
    }

    /** Gives each free connection a request; false when nothing is under way any more. */
    private boolean fill(Conversation conversation) throws IOException {
        boolean any = false;
        for (Connection connection : connections) {
            if (!connection.busy()) {
                Request next = conversation.next();
                if (next != null) {
                    connection.send(next, System.nanoTime());
                }
            }
            any |= connection.busy();
        }
        return any;
    }

    private long shortestPause(long now) {
        return connections.stream()
                .mapToLong(connection -> connection.pauseNanos(now))
                .filter(pause -> pause > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void serve(Connection connection, SelectionKey key, Conversation conversation)
            throws IOException {
        if (key.isWritable()) {
            connection.writeMore();
        }
        if (!key.isReadable()) {
            return;
        }
        Response response = connection.read(scratch);
        if (response == null) {
            return;
        }
        long now = System.nanoTime();
        if (response.busy()) {
            putOff++;
            long asked = Duration.ofSeconds(response.retryAfterSeconds()).toNanos();
            connection.putOff(now + Math.clamp(asked, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
        } else {
            connection.finished();
            conversation.answered(response, connection.nanosSinceSent(now));
        }
    }

    private void resume() throws IOException {
        long now = System.nanoTime();
        for (Connection connection : connections) {
            if (connection.pauseNanos(now) == 1) {
                connection.sendAgain();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private static final class Single implements Conversation {

        private @Nullable Request request;
        private @Nullable Response answer;

        private Single(Request request) {
            this.request = request;
        }

        @Override
        public @Nullable Request next() {
            Request once = request;
            request = null;
            return once;
        }

        @Override
        public void answered(Response response, long nanos) {
            answer = response;
        }
    }
}
