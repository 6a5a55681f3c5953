package dev.minion.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection with at most one request under way. */
final class Connection implements AutoCloseable {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ResponseReader reader = new ResponseReader();

    private @Nullable Request request;
    private @Nullable ByteBuffer outgoing;
    private long firstSentAt;
    private long notBefore;

    Connection(Endpoint endpoint, Selector selector) throws IOException {
        channel = SocketChannel.open(endpoint.address());
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    boolean busy() {
        return request != null;
    }

    /** Nanoseconds until a request that was put off may be sent again; 0 where none was. */
    long pauseNanos(long now) {
        return notBefore == 0 ? 0 : Math.max(1, notBefore - now);
    }

    void send(Request next, long now) throws IOException {
        request = next;
        firstSentAt = now;
        write(next.bytes());
    }

    void putOff(long until) {
        notBefore = until;
    }

    void sendAgain() throws IOException {
        notBefore = 0;
        if (request != null) {
            write(request.bytes());
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        outgoing = bytes.hasRemaining() ? bytes : null;
        key.interestOps(
                bytes.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ);
    }

    void writeMore() throws IOException {
        if (outgoing != null) {
            write(outgoing);
        }
    }

    /** Reads what there is; the answer, once it is whole. */
    @Nullable Response read(ByteBuffer scratch) throws IOException {
        Response whole = null;
        int count;
        do {
            scratch.clear();
            count = channel.read(scratch);
            if (count < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (count > 0) {
                whole = reader.add(scratch.flip());
            }
        } while (count == scratch.capacity() && whole == null);
        return whole;
    }

    long nanosSinceSent(long now) {
        return now - firstSentAt;
    }

    void finished() {
        request = null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
