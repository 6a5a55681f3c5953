package dev.minion.worker.handler;

import dev.minion.contracts.FailureCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The work failed. The code and the message become the task's error. */
public final class HandlerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;
    private final Duration retryAfter;

    /**
     * A failure with a code of the handler's own choosing.
     *
     * @param code lower case with hyphens, like {@code validation}; retry policies name it
     * @param retryable whether another attempt may succeed
     */
    public HandlerException(String code, String message, boolean retryable) {
        this(code, message, retryable, null);
    }

    /** A failure with one of Minion's own codes. */
    public HandlerException(FailureCode code, String message, boolean retryable) {
        this(code.code(), message, retryable, null);
    }

    /** A failure with its cause. */
    public HandlerException(
            String code, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
        this.retryAfter = Duration.ZERO;
    }

    /**
     * A failure after which another attempt may succeed, but no sooner than it says.
     *
     * @param retryAfter from now on; zero leaves it to the task's retry policy, and more than a day
     *     counts as a day
     */
    public HandlerException(String code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryable = true;
        this.retryAfter = retryAfter;
    }

    /** The error's code. */
    public String code() {
        return code;
    }

    /** Whether another attempt may succeed. */
    public boolean retryable() {
        return retryable;
    }

    /** How long the next attempt is to wait at least; zero where the policy alone decides. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
