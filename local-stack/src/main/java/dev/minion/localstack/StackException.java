package dev.minion.localstack;

/** The local stack cannot do what was asked; the message is a sentence for the user. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StackException(String sentence) {
        super(sentence);
    }

    public StackException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
