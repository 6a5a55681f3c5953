package dev.minion.dedup.mark;

import com.google.protobuf.ByteString;

/** What is known of an idempotency key. */
public sealed interface Mark {

    /** The key is now marked as pending for the one who asked. */
    record Fresh() implements Mark {}

    /** Another owner's submission is under way: the ledger will know. */
    record InProgress() implements Mark {}

    /**
     * The key stands for a task that the ledger has committed.
     *
     * @param taskId 16 bytes
     * @param payloadHash of the submission that made the task
     */
    record Committed(ByteString taskId, ByteString payloadHash) implements Mark {}

    Mark FRESH = new Fresh();
    Mark IN_PROGRESS = new InProgress();
}
