package dev.minion.worker.handler;

import dev.minion.contracts.FailureCode;
import org.jspecify.annotations.Nullable;

/** The work failed. The code and the message become the task's error. */
public final class HandlerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;

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
    }

    /** The error's code. */
    public String code() {
        return code;
    }

    /** Whether another attempt may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
