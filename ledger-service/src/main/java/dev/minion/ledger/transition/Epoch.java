package dev.minion.ledger.transition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The first part of each fence. Read at start and again every few seconds, because a restore raises
 * it.
 */
@ApplicationScoped
public class Epoch {

    private final Pool pool;
    private volatile int current = 1;

    Epoch(Pool pool) {
        this.pool = pool;
    }

    public int current() {
        return current;
    }

    /** Reads it. */
    public Future<Void> refresh() {
        return pool.query("select epoch from ledger.epoch")
                .execute()
                .map(
                        rows -> {
                            current = rows.iterator().next().getInteger(0);
                            return null;
                        });
    }
}
