package dev.minion.benchmarks.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends each request when it is due, whatever became of those before, on the caller's thread.
 *
 * <p>Nothing is put off: an answer that asks to come again later is one like any other. What is due
 * while every connection is busy is not sent, and told. A latency counts from the moment the
 * request was due, so that a driver that lags behind does not flatter the server.
 */
public final class OpenLoop implements AutoCloseable {

    /** An answer is seen by so much too late, at most. */
    private static final long LONGEST_PARK_NANOS = 100_000;

    private final Endpoint endpoint;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
    private int firstCandidate;
    private long longestLagNanos;

    /**
     * Opens the connections.
     *
     * @throws IOException when the server cannot be reached
     */
    public OpenLoop(Endpoint endpoint, int count) throws IOException {
        this.endpoint = endpoint;
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

    /** How much too late a request was dealt with, at most. */
    public long longestLagNanos() {
        return longestLagNanos;
    }

    /**
     * Sends all that is due, and returns at the end of the schedule.
     *
     * @throws IOException when the selector fails; broken connections are replaced
     */
    public void offer(Schedule schedule, Offers offers) throws IOException {
        long start = System.nanoTime();
        int next = 0;
        long left = schedule.endNanos();
        while (left > 0) {
            long now = System.nanoTime() - start;
            while (next < schedule.count() && schedule.dueNanos(next) <= now) {
                long due = schedule.dueNanos(next++);
                longestLagNanos = Math.max(longestLagNanos, now - due);
                send(start + due, offers);
            }
            long wake = next < schedule.count() ? schedule.dueNanos(next) : schedule.endNanos();
            serve(wake - (System.nanoTime() - start), offers);
            left = schedule.endNanos() - (System.nanoTime() - start);
        }
    }

    /** Takes the answers that are still due; those that do not come in time are lost. */
    public void drain(Offers offers, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (connections.stream().anyMatch(Connection::busy)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                connections.stream().filter(Connection::busy).forEach(late -> offers.lost());
                return;
            }
            serve(left, offers);
        }
    }

    private void send(long due, Offers offers) throws IOException {
        for (int i = 0; i < connections.size(); i++) {
            int candidate = (firstCandidate + i) % connections.size();
            Connection connection = connections.get(candidate);
            if (!connection.busy()) {
                firstCandidate = candidate + 1;
                try {
                    connection.send(offers.next(), due);
                } catch (IOException broken) {
                    replace(connection, offers);
                }
                return;
            }
        }
        offers.notSent();
    }

    private void serve(long nanos, Offers offers) throws IOException {
        long millis = nanos / 1_000_000;
        if (millis > 0) {
            selector.select(millis);
        } else if (selector.selectNow() == 0 && nanos > 0) {
            // A selector waits for whole milliseconds, and turning would take what is measured.
            LockSupport.parkNanos(Math.min(nanos, LONGEST_PARK_NANOS));
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                serve((Connection) key.attachment(), key, offers);
            }
        }
        selector.selectedKeys().clear();
    }

    private void serve(Connection connection, SelectionKey key, Offers offers) throws IOException {
        try {
            if (key.isWritable()) {
                connection.writeMore();
            }
            Response response = key.isReadable() ? connection.read(scratch) : null;
            if (response != null) {
                connection.finished();
                offers.answered(response, connection.nanosSinceSent(System.nanoTime()));
            }
        } catch (IOException broken) {
            replace(connection, offers);
        }
    }

    /** A server that takes no new connection at all has failed more than a request. */
    private void replace(Connection broken, Offers offers) throws IOException {
        if (broken.busy()) {
            offers.lost();
        }
        broken.close();
        connections.set(connections.indexOf(broken), new Connection(endpoint, selector));
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
