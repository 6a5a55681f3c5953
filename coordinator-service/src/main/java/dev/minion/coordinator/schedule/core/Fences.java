package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.tasks.Fence;

/** A fence (epoch, attempt) as one number that compares like the pair. */
final class Fences {

    private Fences() {}

    static long of(Fence fence) {
        return ((long) fence.getEpoch() << 32) | (fence.getAttempt() & 0xffff_ffffL);
    }

    static Fence toFence(long fence) {
        return Fence.newBuilder().setEpoch((int) (fence >>> 32)).setAttempt((int) fence).build();
    }
}
