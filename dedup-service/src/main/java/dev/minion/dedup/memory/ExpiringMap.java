package dev.minion.dedup.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map of bounded size whose entries end. At the bound the oldest entry makes room: a mark may be
 * forgotten at any moment. Not safe for several threads.
 */
final class ExpiringMap<K, V> {

    private record Entry<V>(V value, long endMillis) {}

    private final InstantSource clock;
    private final int bound;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

    ExpiringMap(InstantSource clock, int bound) {
        this.clock = clock;
        this.bound = bound;
    }

    @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.endMillis <= clock.millis()) {
            entries.remove(key);
            return null;
        }
        return entry.value;
    }

    void put(K key, V value, Duration timeToLive) {
        // Removed first, so that the order stays that of writing.
        entries.remove(key);
        entries.put(key, new Entry<>(value, clock.millis() + timeToLive.toMillis()));
        if (entries.size() > bound) {
            removeOldest();
        }
    }

    void remove(K key) {
        entries.remove(key);
    }

    int size() {
        return entries.size();
    }

    private void removeOldest() {
        Iterator<K> keys = entries.keySet().iterator();
        keys.next();
        keys.remove();
    }
}
