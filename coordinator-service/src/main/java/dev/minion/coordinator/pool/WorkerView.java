package dev.minion.coordinator.pool;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker as this coordinator sees it.
 *
 * @param status one of {@code healthy}, {@code suspect}, {@code dead}, {@code draining}, {@code
 *     stopped}
 * @param capabilities the task types it runs
 * @param labels what tasks may ask for beyond a type
 * @param capacity how many slots it has for attempts that run
 * @param running how many are taken, also by attempts on their way to it
 * @param freeSlots how many more this coordinator may fill now, those included that it would
 *     prefetch
 * @param lastHeartbeat when its last heartbeat arrived here
 */
public record WorkerView(
        String id,
        String name,
        String host,
        String version,
        String role,
        String status,
        List<String> capabilities,
        Map<String, String> labels,
        int capacity,
        int running,
        int freeSlots,
        Instant lastHeartbeat,
        Instant startedAt) {

    public WorkerView {
        capabilities = List.copyOf(capabilities);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
