package dev.minion.ledger.stats;

import dev.minion.contracts.ledger.Statistics;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.telemetry.LastMinute;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.Epoch;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Answers for statistics. */
@ApplicationScoped
public class StatisticsReader {

    /** Counts are as old as this, or as twenty times what counting took. */
    private static final long CACHE_MILLIS = 1_000;

    private static final int COUNTING_SHARE = 20;
    private static final int NAMESPACES = 1_000;
    private static final int TYPES = 1_000;

    private static final String COUNTS =
            """
            select t.status, t.type, count(*), min(t.created_at) filter (where t.status < 7)
            from ledger.tasks t where $1 = '' or t.namespace = $1
            group by t.status, t.type
            """;

    private final Pool pool;
    private final Outcomes outcomes;
    private final Epoch epoch;
    private final InstantSource clock;

    /** By namespace, newest last. Guarded by itself. */
    private final Map<String, Cached> cache = new LinkedHashMap<>();

    StatisticsReader(Pool pool, Outcomes outcomes, Epoch epoch, InstantSource clock) {
        this.pool = pool;
        this.outcomes = outcomes;
        this.epoch = epoch;
        this.clock = clock;
    }

    /** Statistics of a namespace, or of all where it is empty. */
    public Future<Statistics> read(String namespace) {
        long now = clock.millis();
        synchronized (cache) {
            Cached known = cache.get(namespace);
            if (known != null && now < known.untilMillis) {
                return known.counts.map(this::withMinute);
            }
            Future<Statistics> counts = count(namespace, now);
            cache.remove(namespace);
            cache.put(namespace, new Cached(counts, now + CACHE_MILLIS));
            if (cache.size() > NAMESPACES) {
                cache.remove(cache.keySet().iterator().next());
            }
            return counts.map(this::withMinute);
        }
    }

    private Future<Statistics> count(String namespace, long startMillis) {
        // The one statement that is to read everything: by the table, not by an index.
        return pool.withTransaction(
                        connection ->
                                connection
                                        .query("set local enable_seqscan = on")
                                        .execute()
                                        .compose(
                                                done ->
                                                        connection
                                                                .preparedQuery(COUNTS)
                                                                .execute(Tuple.of(namespace))))
                .map(StatisticsReader::counts)
                .onSuccess(counts -> keep(namespace, counts, startMillis));
    }

    private void keep(String namespace, Statistics counts, long startMillis) {
        long now = clock.millis();
        long keepMillis = Math.max(CACHE_MILLIS, COUNTING_SHARE * (now - startMillis));
        synchronized (cache) {
            cache.put(namespace, new Cached(Future.succeededFuture(counts), now + keepMillis));
        }
    }

    private static Statistics counts(RowSet<Row> rows) {
        Statistics.Builder counts = Statistics.newBuilder();
        for (Row row : rows) {
            String status = TaskStatus.forNumber(row.getShort(0)).name().toLowerCase(Locale.ROOT);
            long count = row.getLong(2);
            counts.putByStatus(status, counts.getByStatusOrDefault(status, 0) + count);
            String type = row.getString(1);
            if (counts.getByTypeCount() < TYPES || counts.containsByType(type)) {
                counts.putByType(type, counts.getByTypeOrDefault(type, 0) + count);
            }
            long oldest = Timestamps.fromColumn(row.getOffsetDateTime(3));
            if (oldest > 0
                    && (counts.getOldestPendingUs() == 0 || oldest < counts.getOldestPendingUs())) {
                counts.setOldestPendingUs(oldest);
            }
        }
        return counts.build();
    }

    private Statistics withMinute(Statistics counts) {
        LastMinute.Summary minute = outcomes.lastMinute(clock.millis() * 1_000);
        return counts.toBuilder()
                .setCompletedPerS(minute.completedPerS())
                .setFailedPerS(minute.failedPerS())
                .setP50Ms(minute.p50())
                .setP95Ms(minute.p95())
                .setP99Ms(minute.p99())
                .setStaleEvents(outcomes.staleEvents())
                .setParkedRecords(outcomes.parkedRecords())
                .setEpoch(epoch.current())
                .build();
    }

    private record Cached(Future<Statistics> counts, long untilMillis) {}
}
