package dev.minion.coordinator.batch;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Whether a batch waits a moment for those that will most likely come. Where many clients ask one
 * thing at a time, all whose batch has just been answered ask again within a moment: without this
 * the first of them would go alone, and what a batch costs is the same for one as for fifty.
 *
 * <p>What comes alone, or with few, never waits. Belongs to one queue, whose lock guards it.
 */
public final class Gathering {

    /** So many come together by chance. */
    private static final int FEW = 8;

    private final Duration atMost;
    private final BiConsumer<Duration, Runnable> later;

    /** How many the last batches had: of the one before half counts. */
    private int lately;

    private boolean armed;

    /**
     * Waits for others.
     *
     * @param atMost how long the first may wait for them
     * @param later runs something after that time, on any thread
     */
    public Gathering(Duration atMost, BiConsumer<Duration, Runnable> later) {
        this.atMost = atMost;
        this.later = later;
    }

    /** Waits for nobody. */
    static Gathering none() {
        return new Gathering(Duration.ZERO, (time, run) -> {});
    }

    /** So many have gone together. */
    void gone(int items) {
        lately = Math.max(items, lately / 2);
    }

    /**
     * Whether those that wait are to be held back.
     *
     * @param items that wait
     * @param waitedNanos how long the first of them has waited
     */
    boolean holds(int items, long waitedNanos) {
        return lately > FEW && items < lately / 2 && waitedNanos < atMost.toNanos();
    }

    /** Has this run when nothing is held back any longer, unless something like it will be run. */
    void arm(Runnable run, long waitedNanos) {
        if (!armed) {
            armed = true;
            later.accept(atMost.minusNanos(waitedNanos), run);
        }
    }

    /** What was armed runs. */
    void disarm() {
        armed = false;
    }
}
