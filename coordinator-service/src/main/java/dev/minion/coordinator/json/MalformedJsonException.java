package dev.minion.coordinator.json;

/** A body that is not JSON; the message says where and why. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message for the client. */
    public MalformedJsonException(String message) {
        super(message, null, false, false);
    }
}
