package dev.minion.coordinator.schedule.core;

/**
 * The reading of all queues of a partition, in the order of their numbers, as many at a time as fit
 * into a page. It finds what no record told of, and queues that nobody here has heard of.
 */
final class Sweep {

    private static final int BEGINNING = -1;

    /** The last queue that was shown as far as a page goes. */
    private int reached = BEGINNING;

    private boolean underWay;

    /** True while it has shown all from the first queue on, and nothing was forgotten meanwhile. */
    private boolean whole;

    private boolean complete;

    /** True where the ledger has no queue that was not shown, but for those that records name. */
    boolean complete() {
        return complete;
    }

    /** True where it has begun and not come to its end. */
    boolean goesOn() {
        return reached != BEGINNING;
    }

    /** Behind which queue the next page begins. */
    int reached() {
        return reached;
    }

    boolean underWay() {
        return underWay;
    }

    /** True where the page under way would show the queue, unless it ends before. */
    boolean covers(int queue) {
        return underWay && queue > reached;
    }

    void forget() {
        complete = false;
        whole = false;
    }

    void asked() {
        underWay = true;
        whole = whole || reached == BEGINNING;
    }

    /**
     * A page has come.
     *
     * @param next the queue behind which the next one begins, or -1 where there is none
     */
    void came(int next) {
        if (!underWay) {
            return;
        }
        underWay = false;
        if (next < 0) {
            complete = complete || whole;
            whole = false;
            reached = BEGINNING;
        } else {
            reached = next;
        }
    }

    void failed() {
        underWay = false;
    }
}
