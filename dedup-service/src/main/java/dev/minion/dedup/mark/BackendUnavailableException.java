package dev.minion.dedup.mark;

/** The backend did not answer, or not in time: whether it did what it was asked is unknown. */
public final class BackendUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BackendUnavailableException(Throwable cause) {
        super("dedup backend is unavailable", cause, false, false);
    }
}
