package dev.minion.ledger.payload;

/** Too many chunks wait for their turn already. */
public final class TransfersFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransfersFullException() {
        super("too many chunks of payloads wait already", null, false, false);
    }
}
