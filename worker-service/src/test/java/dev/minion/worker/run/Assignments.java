package dev.minion.worker.run;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Timeouts;
import java.time.InstantSource;
import java.util.UUID;

/** Assignments for tests. */
public final class Assignments {

    private static final Ids IDS = Ids.random(InstantSource.system());

    private Assignments() {}

    /** The first attempt of a new task. */
    public static Assignment of(String type, String input) {
        return of(type, input, Timeouts.getDefaultInstance());
    }

    /** The first attempt of a new task with timeouts. */
    public static Assignment of(String type, String input, Timeouts timeouts) {
        UUID id = IDS.next();
        return Assignment.newBuilder()
                .setTaskId(Ids.toBytes(id))
                .setPartition(Partitions.of(id, 6))
                .setNamespace("default")
                .setType(type)
                .setFence(Fence.newBuilder().setEpoch(1).setAttempt(1))
                .setTimeouts(timeouts)
                .setInput(ByteString.copyFromUtf8(input))
                .build();
    }

    /** One that takes so many slots. */
    static Attempt wide(int slots) {
        return attempt(of("test", "{}").toBuilder().setSlots(slots).build());
    }

    /** An attempt that waits for its claim. */
    public static Attempt attempt(Assignment assignment) {
        return new Attempt(AttemptKey.of(assignment), assignment);
    }
}
