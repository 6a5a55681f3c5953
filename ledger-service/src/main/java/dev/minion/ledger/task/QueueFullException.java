package dev.minion.ledger.task;

/** Too many tasks wait to be written: slow down and try again. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("too many tasks wait to be written", null, false, false);
    }
}
