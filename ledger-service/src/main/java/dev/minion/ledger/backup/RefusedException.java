package dev.minion.ledger.backup;

/** It is not done, and nothing was changed; the message says why, to people. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    /** For a reason without a full stop. */
    public RefusedException(String reason) {
        super(reason);
    }
}
