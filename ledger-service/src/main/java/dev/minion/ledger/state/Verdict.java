package dev.minion.ledger.state;

/** What the rules say to an event. */
public sealed interface Verdict {

    /**
     * It counts.
     *
     * @param next the state after it
     * @param attemptEnded the slot of the attempt before it is free
     */
    record Accepted(TaskState next, boolean attemptEnded) implements Verdict {}

    /** The very same was accepted before. */
    record Duplicate() implements Verdict {}

    /** Its fence has passed, or the task has ended: count it and go on. */
    record Stale() implements Verdict {}

    /** The state machine forbids it; for requests only. */
    record Illegal(String detail) implements Verdict {}
}
