package dev.minion.ledger.flow;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/** Holds keys until the end of the transaction, always in one order. */
final class FlowLocks {

    /** The first number sets these locks apart from others. Materialised: locked in that order. */
    private static final String LOCK =
            """
            with ordered as materialized (select u.queue from unnest($1::int[]) u(queue)
              order by u.queue)
            select count(pg_advisory_xact_lock(1869375095, o.queue)),
              (extract(epoch from clock_timestamp()) * 1000)::bigint from ordered o
            """;

    private FlowLocks() {}

    /** Tells the database's time, in milliseconds, when all are held. */
    static Future<Long> hold(SqlClient connection, Collection<FlowKey> keys) {
        Integer[] queues =
                keys.stream().map(FlowKey::queue).distinct().sorted().toArray(Integer[]::new);
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.tuple().addArrayOfInteger(queues))
                .map(rows -> rows.iterator().next().getLong(1));
    }

    /** The database's time, in milliseconds. */
    static Future<Long> time(SqlClient connection) {
        return connection
                .preparedQuery("select (extract(epoch from clock_timestamp()) * 1000)::bigint")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
