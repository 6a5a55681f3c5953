package dev.minion.ledger.backup;

/** It is not done, and nothing was changed; the message says why, to people. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
        super(reason);
    }
}
