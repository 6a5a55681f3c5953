package dev.minion.ledger.pause;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Notes which pauses have ended by themselves, and forgets what ended long ago. */
@ApplicationScoped
class PauseUpkeep {

    private static final String NOTE =
            """
            update ledger.pauses set ended_at = until_at
            where ended_at is null and until_at <= now()
            """;

    /** So many at a time that the transaction stays short. */
    private static final String FORGET =
            """
            delete from ledger.pauses where id in (select id from ledger.pauses
              where ended_at < now() - interval '30 days' limit 10000)
            """;

    private final Pool pool;

    PauseUpkeep(Pool pool) {
        this.pool = pool;
    }

    /** One step. */
    Future<Void> step() {
        return noteEnds().compose(noted -> pool.query(FORGET).execute()).mapEmpty();
    }

    /** What is over is no longer in the way of a new pause of the same target. */
    Future<Void> noteEnds() {
        return pool.query(NOTE).execute().mapEmpty();
    }
}
