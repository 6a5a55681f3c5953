package dev.minion.cli.batch;

/** What is wrong with a file, and in which line. */
public final class FileError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    FileError(int line, String what) {
        super(what);
        this.line = line;
    }

    public int line() {
        return line;
    }

    /** As compilers say it: {@code FILE:LINE: what is wrong}. */
    public String in(String file) {
        return file + ":" + line + ": " + getMessage();
    }
}
