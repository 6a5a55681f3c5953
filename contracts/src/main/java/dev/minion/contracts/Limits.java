package dev.minion.contracts;

/**
 * What is refused at admission (reliability law 10). Sizes are bytes of UTF-8 unless said
 * otherwise.
 */
public final class Limits {

    /** Characters of a task's name. */
    public static final int NAME_CHARS = 500;

    /** Characters of a task's type. */
    public static final int TYPE_CHARS = 100;

    /** Characters of a task's description. */
    public static final int DESCRIPTION_CHARS = 10_000;

    /** Characters of {@code created_by}, {@code session_id}, {@code ref} and a namespace. */
    public static final int LABEL_CHARS = 200;

    /** Characters of an idempotency key. */
    public static final int IDEMPOTENCY_KEY_CHARS = 255;

    /** Input or output of one task, unless {@code MINION_MAX_PAYLOAD_BYTES} says otherwise. */
    public static final int PAYLOAD_BYTES = 1 << 20;

    /** The most that {@code MINION_MAX_PAYLOAD_BYTES} may say. */
    public static final int LARGEST_PAYLOAD_BYTES = 64 << 20;

    /**
     * An input or output up to this size is kept with its task; of a larger one the task has a
     * {@link PayloadRef}.
     */
    public static final int INLINE_PAYLOAD_BYTES = 64 << 10;

    /** What of a large payload moves in one call, and is stored in one row. */
    public static final int PAYLOAD_CHUNK_BYTES = 256 << 10;

    /** Metadata of one task. */
    public static final int METADATA_BYTES = 16 << 10;

    /** Nesting of JSON. */
    public static final int JSON_DEPTH = 100;

    /** Tasks in a batch. */
    public static final int BATCH_TASKS = 10_000;

    /** Body of a batch request. */
    public static final int BATCH_BYTES = 16 << 20;

    /** Dependencies of one task. */
    public static final int DEPENDENCIES = 1_000;

    /** Attempts a retry policy may ask for. */
    public static final int MAX_ATTEMPTS = 100;

    /**
     * An input up to this size travels in the records of tasks.ready; a larger one is loaded at
     * dispatch.
     */
    public static final int INLINE_INPUT_BYTES = 8 << 10;

    /** The largest message between two services, and the largest record on a topic. */
    public static final int MESSAGE_BYTES = 80 << 20;

    /** The largest record on a topic. */
    public static final int RECORD_BYTES = 12 << 20;

    /** Outputs of its dependencies that a handler is given, all together. */
    public static final int DEPENDENCY_OUTPUT_BYTES = 8 << 20;

    /** How long an attempt may run whose task sets no run timeout, in milliseconds: ten minutes. */
    public static final long DEFAULT_RUN_MILLIS = 600_000;

    /** Body of one message between agents: JSON. */
    public static final int MESSAGE_BODY_BYTES = 64 << 10;

    /** Characters of a message's kind. */
    public static final int MESSAGE_KIND_CHARS = 100;

    /** Characters of the reason for which an agent could not use a message. */
    public static final int MESSAGE_REASON_CHARS = 1_000;

    /** Agents that one message may go to. */
    public static final int MESSAGE_RECIPIENTS = 10_000;

    /** Messages that an inbox answers at a time. */
    public static final int INBOX_MESSAGES = 100;

    /** How long a message waits for its recipients unless it says so itself: a day. */
    public static final long DEFAULT_MESSAGE_TTL_MILLIS = 86_400_000;

    /** How long a message may wait for its recipients: 30 days. */
    public static final long LONGEST_MESSAGE_TTL_MILLIS = 30L * 86_400_000;

    /** Selectors of labels that a task may require, and as many that it may prefer. */
    public static final int ROUTING_SELECTORS = 20;

    /** Characters of one selector of labels. */
    public static final int SELECTOR_CHARS = 500;

    /** Slots of a worker that one task may ask for. */
    public static final int TASK_SLOTS = 1_000;

    /** Characters of the key of a flow. */
    public static final int FLOW_KEY_CHARS = 200;

    /** Tasks of one key that a limit may let run at a time. */
    public static final int FLOW_CONCURRENCY = 10_000;

    /** Tasks of one key that a rate may let begin in its period. */
    public static final int FLOW_RATE = 1_000_000;

    /** The longest period of a rate: a day, in milliseconds. */
    public static final long FLOW_RATE_PERIOD_MILLIS = 86_400_000;

    /** What a handler records beside its progress, for its next attempt: JSON. */
    public static final int DETAILS_BYTES = METADATA_BYTES;

    /** How long a failure may put the next attempt off: a day. A longer wish counts as this one. */
    public static final long LONGEST_RETRY_AFTER_MILLIS = 86_400_000;

    /** The shortest time for which something is paused: a second. */
    public static final long SHORTEST_PAUSE_MILLIS = 1_000;

    /** The longest time for which something is paused unless it is until somebody ends it. */
    public static final long LONGEST_PAUSE_MILLIS = 30L * 86_400_000;

    /** The shortest window in which a rule for pauses counts attempts: a second. */
    public static final long SHORTEST_PAUSE_WINDOW_MILLIS = 1_000;

    /** The longest window in which a rule for pauses counts attempts: an hour. */
    public static final long LONGEST_PAUSE_WINDOW_MILLIS = 3_600_000;

    /** How many attempts a rule for pauses may want to see. */
    public static final int PAUSE_ATTEMPTS = 100_000;

    private Limits() {}
}
