package dev.minion.cli;

/** What the process says to the shell. */
public enum ExitCode {
    /** It is done. */
    DONE(0),
    /** The work failed, or the coordinator refused it. */
    FAILED(1),
    /** The command line or the file is wrong. */
    USAGE(2),
    /** The stack cannot be reached, or not be started. */
    UNREACHABLE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
