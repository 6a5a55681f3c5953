package dev.minion.ledger.connection;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Has each connection prepare every statement once. The client's own limit of 2,048 characters
 * leaves out the longest, among them those that insert tasks and write decisions: each time they
 * would take one more round trip, and be parsed and planned anew.
 */
@Singleton
class PreparedOnce implements PgPoolCreator {

    /** More than any statement here has; what is longer is made up for one occasion. */
    private static final int LONGEST_CHARS = 16_384;

    @Override
    public Pool create(Input input) {
        List<SqlConnectOptions> servers = new ArrayList<>();
        for (PgConnectOptions server : input.pgConnectOptionsList()) {
            servers.add(server.setPreparedStatementCacheSqlLimit(LONGEST_CHARS));
        }
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(servers)
                .using(input.vertx())
                .build();
    }
}
