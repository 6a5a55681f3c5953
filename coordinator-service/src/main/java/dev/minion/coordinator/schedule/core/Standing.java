package dev.minion.coordinator.schedule.core;

/** What is paused, as far as the ledger has told; until it has, everything is held. */
final class Standing {

    private boolean known;
    private Paused paused = Paused.NOTHING;

    /** The ledger has told. */
    void tell(Paused now) {
        known = true;
        paused = now;
    }

    boolean isKnown() {
        return known;
    }

    Paused paused() {
        return paused;
    }

    /** Nothing at all is to be sent. */
    boolean holdsAll() {
        return !known || paused.everything();
    }

    /** No task of the type is to be sent. */
    boolean holdsType(String type) {
        return !paused.types().isEmpty() && paused.types().contains(type);
    }

    /** No task of the queue is to be sent. */
    boolean holdsQueue(String namespace, String key) {
        return paused.coversQueue(namespace, key);
    }
}
