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
 * @param breakers those that are not closed, by type
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
        Instant startedAt,
        List<BreakerView> breakers) {

    public WorkerView {
        capabilities = List.copyOf(capabilities);
        breakers = List.copyOf(breakers);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Whether it is kept from tasks of the type because it failed at them. */
    public boolean isHeldBackFrom(String type) {
        return breakers.stream().anyMatch(breaker -> breaker.type().equals(type));
    }
}
