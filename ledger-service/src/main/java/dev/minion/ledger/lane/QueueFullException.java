package dev.minion.ledger.lane;

/** Too much waits to be written: slow down and try again. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueFullException() {
        super("too many tasks wait to be written", null, false, false);
    }
}
