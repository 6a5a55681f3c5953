package dev.minion.ledger.payload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Removes the payloads that nobody needs. Replicas share the work. */
@ApplicationScoped
public class PayloadSweep {

    private static final String LOCK =
            """
            select p.hash from ledger.payloads p
            where p.touched_at < now() - $1 * interval '1 millisecond' and not exists (
              select from ledger.payload_references r where r.hash = p.hash)
            order by p.touched_at limit $2 for update skip locked
            """;

    /** By a statement of its own: it sees the references of those whom the lock waited for. */
    private static final String REMOVE =
            """
            delete from ledger.payloads p where p.hash = any($1::bytea[]) and not exists (
              select from ledger.payload_references r where r.hash = p.hash)
            """;

    private final Pool pool;
    private final long graceMillis;
    private final int batch;

    PayloadSweep(Pool pool, PayloadConfig config) {
        this.pool = pool;
        this.graceMillis = config.grace().toMillis();
        this.batch = config.sweepBatch();
    }

    /** One step: all that nobody has needed for the grace, in batches. */
    Future<Integer> step() {
        return sweep(Duration.ofMillis(graceMillis));
    }

    /**
     * Removes what nobody has needed for a time.
     *
     * @return how many that were
     */
    public Future<Integer> sweep(Duration unneeded) {
        return pool.withTransaction(connection -> batch(connection, unneeded))
                .compose(
                        removed ->
                                removed < batch
                                        ? Future.succeededFuture(removed)
                                        : sweep(unneeded).map(more -> more + removed));
    }

    private Future<Integer> batch(SqlClient connection, Duration unneeded) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(unneeded.toMillis(), batch))
                .compose(rows -> remove(connection, rows));
    }

    private static Future<Integer> remove(SqlClient connection, RowSet<Row> locked) {
        List<Buffer> hashes = new ArrayList<>(locked.size());
        locked.forEach(row -> hashes.add(row.getBuffer(0)));
        return hashes.isEmpty()
                ? Future.succeededFuture(0)
                : connection
                        .preparedQuery(REMOVE)
                        .execute(Tuple.tuple().addArrayOfBuffer(hashes.toArray(Buffer[]::new)))
                        .map(RowSet::rowCount);
    }
}
