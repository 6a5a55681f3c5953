package dev.minion.ledger.task;

/** A cursor that no list with this sort has given out. */
final class BadCursorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadCursorException() {
        super("bad cursor", null, false, false);
    }
}
