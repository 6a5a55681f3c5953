package dev.minion.ledger.pause;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time.
 *
 * @param fromUs microseconds since 1970
 * @param untilUs the first microsecond behind it
 */
public record Stretch(long fromUs, long untilUs) {

    /** The end of what has no end yet. */
    public static final long OPEN = Long.MAX_VALUE;

    /** How much of this one others cover together: where several do it counts once. */
    public long covered(Collection<Stretch> by) {
        List<Stretch> inOrder =
                by.stream().sorted(Comparator.comparingLong(Stretch::fromUs)).toList();
        long covered = 0;
        long seenUs = fromUs;
        for (Stretch each : inOrder) {
            long begin = Math.max(seenUs, each.fromUs);
            long end = Math.min(untilUs, each.untilUs);
            if (end > begin) {
                covered += end - begin;
                seenUs = end;
            }
        }
        return covered;
    }

    /** Whether a moment lies in it. */
    public boolean has(long us) {
        return fromUs <= us && us < untilUs;
    }
}
