package dev.minion.coordinator.strategy;

/** The store does not answer. */
public final class StoreAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what the client of the store said. */
    public StoreAwayException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
