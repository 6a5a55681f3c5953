package dev.minion.ledger.flow;

import dev.minion.contracts.tasks.Flow;
import dev.minion.ledger.state.RateWindow;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has begun of keys with a rate, within one transaction that holds the keys. */
final class Rates {

    private static final String READ =
            """
            select r.namespace, r.key, r.per_ms, r.latest, r.counts from ledger.flow_rates r
            join unnest($1::text[], $2::text[]) u(namespace, key)
              on r.namespace = u.namespace and r.key = u.key
            """;

    /** One row a statement: an array of arrays could not be taken apart by its first dimension. */
    private static final String WRITE =
            """
            insert into ledger.flow_rates as r (namespace, key, per_ms, latest, counts, expires_at)
            values ($1, $2, $3, $4, $5::int[], $6)
            on conflict (namespace, key) do update set per_ms = excluded.per_ms,
              latest = excluded.latest, counts = excluded.counts, expires_at = excluded.expires_at
            """;

    private final Map<FlowKey, RateWindow> windows = new HashMap<>();
    private final long nowMs;

    private Rates(long nowMs) {
        this.nowMs = nowMs;
    }

    /**
     * Reads what is stored.
     *
     * @param flows those with a rate
     */
    static Future<Rates> read(SqlClient connection, Map<FlowKey, Flow> flows, long nowMs) {
        Rates rates = new Rates(nowMs);
        if (flows.isEmpty()) {
            return Future.succeededFuture(rates);
        }
        flows.forEach(
                (key, flow) ->
                        rates.windows.put(
                                key,
                                RateWindow.empty(flow.getRateLimit(), flow.getRatePerMs(), nowMs)));
        List<FlowKey> keys = List.copyOf(flows.keySet());
        Tuple tuple =
                Tuple.tuple()
                        .addArrayOfString(
                                keys.stream().map(FlowKey::namespace).toArray(String[]::new))
                        .addArrayOfString(keys.stream().map(FlowKey::key).toArray(String[]::new));
        return connection
                .preparedQuery(READ)
                .execute(tuple)
                .map(rows -> rates.remember(rows, flows));
    }

    private Rates remember(RowSet<Row> rows, Map<FlowKey, Flow> flows) {
        for (Row row : rows) {
            FlowKey key = new FlowKey(row.getString("namespace"), row.getString("key"));
            Flow flow = flows.getOrDefault(key, Flow.getDefaultInstance());
            windows.put(
                    key,
                    RateWindow.stored(
                            flow.getRateLimit(),
                            flow.getRatePerMs(),
                            row.getLong("per_ms"),
                            row.getLong("latest"),
                            row.getArrayOfIntegers("counts"),
                            nowMs));
        }
        return this;
    }

    /** One of the key begins, where it may; a key without a rate always does. */
    boolean begin(FlowKey key) {
        RateWindow window = windows.get(key);
        return window == null || window.begin();
    }

    long retryAfterMs(FlowKey key) {
        RateWindow window = windows.get(key);
        return window == null ? 0 : window.retryAfterMs(nowMs);
    }

    Future<Void> write(SqlClient connection) {
        List<Tuple> batch = new ArrayList<>(windows.size());
        windows.forEach(
                (key, window) -> {
                    OffsetDateTime expiry =
                            Timestamps.toColumn((nowMs + 2 * window.perMs()) * 1_000);
                    batch.add(
                            Tuple.of(key.namespace(), key.key(), window.perMs(), window.latest())
                                    .addArrayOfInteger(window.counts())
                                    .addOffsetDateTime(expiry));
                });
        return batch.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(WRITE).executeBatch(batch).mapEmpty();
    }
}
