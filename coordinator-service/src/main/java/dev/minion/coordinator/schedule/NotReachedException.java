package dev.minion.coordinator.schedule;

/** The worker was not called, or is another one than was meant. */
final class NotReachedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotReachedException(String why) {
        super(why);
    }
}
