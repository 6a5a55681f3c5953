package dev.minion.cli;

/** A command cannot go on; the message is a sentence for the user. */
public final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String code;

    public CliException(ExitCode exitCode, String code, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
        this.code = code;
    }

    public static CliException usage(String sentence) {
        return new CliException(ExitCode.USAGE, "usage", sentence);
    }

    public static CliException unreachable(String sentence) {
        return new CliException(ExitCode.UNREACHABLE, "unreachable", sentence);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Stable, for programs: a failure code of the coordinator, or one of ours. */
    public String code() {
        return code;
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
