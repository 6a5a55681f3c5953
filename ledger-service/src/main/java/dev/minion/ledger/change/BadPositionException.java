package dev.minion.ledger.change;

/** A position that the ledger has not given out. */
final class BadPositionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadPositionException() {
        super("bad position", null, false, false);
    }
}
