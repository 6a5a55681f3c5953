package dev.minion.ledger.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.tasks.Task;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by id, bounded in bytes and time.
 *
 * <p>A change counts up its stripe and drops the entry, and a put looks at the stripe and keeps the
 * entry, each while it holds the stripe's lock. So whichever comes first, an old state does not
 * stay. That the place of an entry is held would not do: who only looks for it is not kept waiting.
 */
final class BoundedCache implements TaskCache {

    /** Tasks that share a stripe only keep each other out now and then. */
    private static final int STRIPES = 1 << 14;

    /** More than threads, so that these seldom meet. */
    private static final int LOCKS = 1 << 8;

    /** What an entry takes beside the task as it travels: objects for its fields, and its place. */
    private static final int ENTRY_BYTES = 600;

    private record Entry(Task task) {}

    private final Duration keeps;
    private final Cache<UUID, Entry> cache;
    private final ConcurrentMap<UUID, Entry> entries;
    private final AtomicIntegerArray changes = new AtomicIntegerArray(STRIPES);
    private final Object[] locks = new Object[LOCKS];
    private final AtomicInteger hearing = new AtomicInteger();
    private final Counter hits;
    private final Counter misses;
    private final Counter stale;

    BoundedCache(BackendConfig config, MeterRegistry meters) {
        this.keeps = config.cacheTtl();
        Counter evictions = meters.counter(TelemetryKeys.CACHE_EVICTIONS);
        this.cache =
                Caffeine.newBuilder()
                        .maximumWeight(config.cacheSize().asLongValue())
                        .weigher((UUID _, Entry entry) -> bytes(entry))
                        .expireAfterWrite(keeps)
                        .evictionListener((_, _, _) -> evictions.increment())
                        .executor(Runnable::run)
                        .build();
        this.entries = cache.asMap();
        Arrays.setAll(locks, i -> new Object());
        this.hits = meters.counter(TelemetryKeys.CACHE_HITS);
        this.misses = meters.counter(TelemetryKeys.CACHE_MISSES);
        this.stale = meters.counter(TelemetryKeys.CACHE_STALE);
        Gauge.builder(TelemetryKeys.CACHE_BYTES, this, BoundedCache::bytes).register(meters);
    }

    private static int bytes(Entry entry) {
        return ENTRY_BYTES + entry.task.getSerializedSize();
    }

    /** Of all entries. */
    double bytes() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    @Override
    public Duration keeps() {
        return keeps;
    }

    @Override
    public @Nullable Task find(String namespace, UUID id, long notOlderThan) {
        Entry entry = entries.get(id);
        if (entry == null
                || notOlderThan == TaskVersion.NEWEST
                || !entry.task.getNamespace().equals(namespace)) {
            misses.increment();
            return null;
        }
        if (entry.task.getVersion() < notOlderThan) {
            stale.increment();
            return null;
        }
        hits.increment();
        return entry.task;
    }

    @Override
    public Reading reading(Collection<UUID> ids) {
        int now = hearing.get();
        if (now == 0) {
            return Reading.IDLE;
        }
        Map<UUID, Integer> before = HashMap.newHashMap(ids.size());
        ids.forEach(id -> before.put(id, changes.get(stripe(id))));
        return new Reading(now, before);
    }

    @Override
    public void put(Reading reading, Collection<Task> tasks) {
        if (reading.counts()) {
            tasks.forEach(task -> put(reading, Ids.fromBytes(task.getId()), new Entry(task)));
        }
    }

    /** Where in doubt nothing is kept: an entry that stayed would begin its time anew. */
    private void put(Reading reading, UUID id, Entry fresh) {
        synchronized (lock(id)) {
            Entry old = entries.get(id);
            if (reading.holds(id, hearing.get(), changes.get(stripe(id)))
                    && (old == null || !newer(old, fresh))) {
                entries.put(id, fresh);
            } else {
                entries.remove(id);
            }
        }
    }

    private static boolean newer(Entry one, Entry other) {
        return one.task.getVersion() > other.task.getVersion();
    }

    @Override
    public void changed(UUID id, long version) {
        synchronized (lock(id)) {
            var _ = changes.incrementAndGet(stripe(id));
            Entry entry = entries.get(id);
            if (entry != null && entry.task.getVersion() < version) {
                entries.remove(id);
            }
        }
    }

    private Object lock(UUID id) {
        return locks[stripe(id) & (LOCKS - 1)];
    }

    @Override
    public void hear() {
        var _ = hearing.incrementAndGet();
        for (Object lock : locks) {
            // Who had looked at that number before has put its entry by then.
            synchronized (lock) {
                cache.invalidateAll();
            }
        }
    }

    /** By the last bits of a UUIDv7, which are random. */
    private static int stripe(UUID id) {
        return (int) id.getLeastSignificantBits() & (STRIPES - 1);
    }
}
