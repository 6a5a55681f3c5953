package dev.minion.ledger.generation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Copies tasks over one connection, on a thread of its own, while others are made up: Postgres
 * works on them with as many cores as there are lanes.
 *
 * <p>What is put between two calls of {@link #finish} is one transaction, with its counts.
 */
final class CopyLane implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 16;
    private static final int CHUNKS_WAITING = 16;
    private static final byte[] END = {};
    private static final String COPY =
            "copy ledger.tasks (" + MadeUpTask.COLUMNS + ") from stdin (format binary)";

    private final Connection connection;
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_WAITING);
    private final CopyRows rows = new CopyRows();
    private MadeUpCounts counts = new MadeUpCounts();
    private boolean ended;
    private FutureTask<Long> copied = new FutureTask<>(this::copy);

    /** Over a connection that is closed with it. */
    CopyLane(Connection connection) {
        this.connection = connection;
    }

    void begin() {
        counts = new MadeUpCounts();
        rows.begin();
        ended = false;
        copied = new FutureTask<>(this::copy);
        var _ = Thread.ofVirtual().name("copy").start(copied);
    }

    void put(MadeUpTask task) throws InterruptedException {
        task.write(rows);
        counts.add(task);
        if (rows.size() >= CHUNK_BYTES) {
            chunks.put(rows.take());
        }
    }

    /** No more of this transaction. */
    void end() throws InterruptedException {
        rows.end();
        chunks.put(rows.take());
        chunks.put(END);
    }

    /** Returns when it is committed. */
    void finish() throws SQLException, InterruptedException {
        try {
            var _ = copied.get();
            counts.write(connection);
            connection.commit();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SQLException refused
                    ? refused
                    : new SQLException(failed.getCause());
        }
    }

    private long copy() throws SQLException, InterruptedException {
        try {
            connection.setAutoCommit(false);
            return copyChunks(
                    new CopyManager(connection.unwrap(BaseConnection.class)).copyIn(COPY));
        } finally {
            drain();
        }
    }

    private long copyChunks(CopyIn copy) throws SQLException, InterruptedException {
        try {
            for (byte[] chunk = next(); chunk.length > 0; chunk = next()) {
                copy.writeToCopy(chunk, 0, chunk.length);
            }
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Where it failed: so that nobody waits for room. */
    private void drain() throws InterruptedException {
        while (!ended) {
            var _ = next();
        }
    }

    private byte[] next() throws InterruptedException {
        byte[] chunk = chunks.take();
        ended = chunk.length == 0;
        return chunk;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
