package dev.minion.coordinator.schedule.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that ended last, so that a record or a page that was on its way when they did is not
 * taken for news. Bounded: what is forgotten too early costs a refused assignment, no more.
 */
final class Recents {

    /**
     * How an attempt ended.
     *
     * @param fence the highest one known to have ended
     * @param fenced true where its worker was not the one to end it, and may still be running it
     */
    record Ended(long fence, boolean fenced, long at) {}

    private final Map<UUID, Ended> ended;
    private final long memoryNanos;

    /**
     * An empty memory.
     *
     * @param limit how many attempts it keeps
     * @param memoryNanos after this long the ledger is believed when it says that the fence is
     *     ready after all
     */
    Recents(int limit, long memoryNanos) {
        this.memoryNanos = memoryNanos;
        this.ended =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<UUID, Ended> eldest) {
                        return size() > limit;
                    }
                };
    }

    void add(UUID id, long fence, boolean fenced, long now) {
        Ended known = ended.get(id);
        if (known == null || known.fence < fence) {
            ended.put(id, new Ended(fence, fenced, now));
        }
    }

    @Nullable Ended get(UUID id) {
        return ended.get(id);
    }

    /** True where this fence, or a later one, has ended not long ago. */
    boolean covers(UUID id, long fence, long now) {
        Ended known = ended.get(id);
        return known != null && known.fence >= fence && now - known.at <= memoryNanos;
    }
}
