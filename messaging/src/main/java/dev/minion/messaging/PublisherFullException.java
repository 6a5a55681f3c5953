package dev.minion.messaging;

/** The publisher's bounded buffer has no room: slow down and try again. */
public final class PublisherFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PublisherFullException() {
        super("publisher buffer is full", null, false, false);
    }
}
