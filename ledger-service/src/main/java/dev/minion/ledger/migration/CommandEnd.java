package dev.minion.ledger.migration;

/** How the process of a command ends. */
public enum CommandEnd {
    DONE(0),
    REFUSED(1),
    USAGE(2),
    UNREACHABLE(3);

    private final int code;

    CommandEnd(int code) {
        this.code = code;
    }

    /** For the shell. */
    public int code() {
        return code;
    }
}
