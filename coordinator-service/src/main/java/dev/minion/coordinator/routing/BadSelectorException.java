package dev.minion.coordinator.routing;

/** A text that is no selector; the message says where it ends to be one, for whoever wrote it. */
public final class BadSelectorException extends Exception {

    private static final long serialVersionUID = 1;

    BadSelectorException(String message) {
        super(message);
    }
}
