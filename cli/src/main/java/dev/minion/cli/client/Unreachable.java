package dev.minion.cli.client;

/** The coordinator does not answer, or says that it cannot at the moment. */
public final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreachable(String sentence) {
        super(sentence);
    }
}
