package dev.minion.contracts;

/**
 * The stable codes of all public failures. The code stands in problem details ({@code code}) and in
 * a task's error; {@code docs/failures.md} has a paragraph for each.
 */
public enum FailureCode {
    // Requests.
    MALFORMED_JSON("malformed-json", 400),
    VALIDATION("validation-failed", 422),
    UNKNOWN_FIELD("unknown-field", 422),
    UNKNOWN_DEPENDENCY("unknown-dependency", 422),
    DEPENDENCY_CYCLE("dependency-cycle", 422),
    UNKNOWN_PARENT("unknown-parent", 422),
    DUPLICATE_REF("duplicate-ref", 422),
    BATCH_TOO_LARGE("batch-too-large", 413),
    PAYLOAD_TOO_LARGE("payload-too-large", 413),
    BAD_CURSOR("bad-cursor", 400),
    LIST_TOO_BROAD("list-too-broad", 422),
    BAD_PARAMETER("bad-parameter", 400),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415),
    NOT_ACCEPTABLE("not-acceptable", 406),
    METHOD_NOT_ALLOWED("method-not-allowed", 405),
    NOT_FOUND("not-found", 404),
    TASK_NOT_FOUND("task-not-found", 404),
    WORKER_NOT_FOUND("worker-not-found", 404),
    NO_PROGRESS("no-progress", 404),
    MESSAGE_NOT_FOUND("message-not-found", 404),
    NO_RECIPIENTS("no-recipients", 409),
    PURGE_NOT_FOUND("purge-not-found", 404),
    BULK_JOB_NOT_FOUND("bulk-job-not-found", 404),
    FILTER_REQUIRED("filter-required", 422),
    PAUSE_NOT_FOUND("pause-not-found", 404),
    PAUSE_RULE_NOT_FOUND("pause-rule-not-found", 404),
    NOTHING_TO_PAUSE("nothing-to-pause", 422),
    NO_ARCHIVE("no-archive", 409),
    CHANGES_FORGOTTEN("changes-forgotten", 410),
    ILLEGAL_TRANSITION("illegal-transition", 409),
    NOT_DEAD("not-dead", 409),
    FENCED("fenced", 409),
    IDEMPOTENCY_CONFLICT("idempotency-conflict", 409),
    VERSION_MISMATCH("version-mismatch", 412),
    ATOMIC_BATCH_REFUSED("atomic-batch-refused", 422),
    LIMIT_EXCEEDED("limit-exceeded", 429),
    OVERLOADED("overloaded", 429),
    UNAVAILABLE("unavailable", 503),
    INTERNAL("internal", 500),

    // Errors of tasks.
    HANDLER_FAILED("handler-failed", 500),
    HANDLER_CRASHED("handler-crashed", 500),
    UNKNOWN_TYPE("unknown-type", 422),
    RUN_TIMEOUT("run-timeout", 504),
    QUEUE_TIMEOUT("queue-timeout", 504),
    HEARTBEAT_TIMEOUT("heartbeat-timeout", 504),
    WORKER_LOST("worker-lost", 500),
    CANCELLED("cancelled", 409),
    DEPENDENCY_FAILED("dependency-failed", 424),
    DEPENDENCY_SKIPPED("dependency-skipped", 424),
    PARENT_ENDED("parent-ended", 424),
    CHILD_FAILED("child-failed", 424),
    INPUT_INVALID("input-invalid", 422),
    OUTPUT_TOO_LARGE("output-too-large", 413),
    PAYLOAD_GONE("payload-gone", 410),
    BLOCKED_ADDRESS("blocked-address", 403),
    HTTP_STATUS("http-status", 502),
    CONNECTION_FAILED("connection-failed", 502),
    COMMAND_NOT_ALLOWED("command-not-allowed", 403),
    COMMAND_FAILED("command-failed", 500),
    EXPRESSION_FAILED("expression-failed", 422),

    // Records on topics.
    UNDECODABLE("undecodable-record", 422),
    REFUSED_BY_DATABASE("refused-by-database", 422);

    private final String code;
    private final int httpStatus;

    FailureCode(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** The code as it is written, like {@code task-not-found}. */
    public String code() {
        return code;
    }

    /** The HTTP status (RFC 9110) that a REST answer with this code has. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The failure with the given code; {@link #INTERNAL} where there is none. */
    public static FailureCode of(String code) {
        for (FailureCode failure : values()) {
            if (failure.code.equals(code)) {
                return failure;
            }
        }
        return INTERNAL;
    }
}
