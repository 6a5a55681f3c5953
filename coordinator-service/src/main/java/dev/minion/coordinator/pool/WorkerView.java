package dev.minion.coordinator.pool;

import java.time.Instant;
import java.util.List;

/**
 * A worker as this coordinator sees it.
 *
 * @param status one of {@code healthy}, {@code suspect}, {@code dead}, {@code draining}, {@code
 *     stopped}
 * @param capabilities the task types it runs
 * @param capacity how many attempts it runs at a time
 * @param running how many it runs now, including those on their way to it
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
        int capacity,
        int running,
        Instant lastHeartbeat,
        Instant startedAt) {

    public WorkerView {
        capabilities = List.copyOf(capabilities);
    }
}
