package dev.minion.ledger.stats;

import dev.minion.contracts.ledger.Statistics;
import dev.minion.ledger.telemetry.LastMinute;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.Epoch;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers for statistics. */
@ApplicationScoped
public class StatisticsReader {

    /** Counts are as old as this, or as twenty times what looking took. */
    private static final long CACHE_MILLIS = 1_000;

    private static final int LOOKING_SHARE = 20;
    private static final int NAMESPACES = 1_000;

    private final CountReader counts;
    private final OldestOpen oldest;
    private final Outcomes outcomes;
    private final Epoch epoch;
    private final InstantSource clock;

    /** By namespace, newest last. Guarded by itself. */
    private final Map<String, Cached> cache = new LinkedHashMap<>();

    StatisticsReader(
            CountReader counts,
            OldestOpen oldest,
            Outcomes outcomes,
            Epoch epoch,
            InstantSource clock) {
        this.counts = counts;
        this.oldest = oldest;
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
            Future<Statistics> looked = look(namespace, now);
            cache.remove(namespace);
            cache.put(namespace, new Cached(looked, now + CACHE_MILLIS));
            if (cache.size() > NAMESPACES) {
                cache.remove(cache.keySet().iterator().next());
            }
            return looked.map(this::withMinute);
        }
    }

    private Future<Statistics> look(String namespace, long startMillis) {
        return counts.read(namespace)
                .compose(
                        found ->
                                oldest.find(namespace, found)
                                        .map(us -> found.setOldestPendingUs(us).build()))
                .onSuccess(found -> keep(namespace, found, startMillis));
    }

    private void keep(String namespace, Statistics counts, long startMillis) {
        long now = clock.millis();
        long keepMillis = Math.max(CACHE_MILLIS, LOOKING_SHARE * (now - startMillis));
        synchronized (cache) {
            cache.put(namespace, new Cached(Future.succeededFuture(counts), now + keepMillis));
        }
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
