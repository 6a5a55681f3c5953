package dev.minion.coordinator.pool.core;

/**
 * Keeps tasks of one type from a worker that fails at them (Nygard, Release It!, 2007).
 *
 * <pre>
 *   CLOSED --too many of its last attempts failed--&gt; OPEN --time--&gt; HALF_OPEN
 *      ^                                              ^  |             |   |
 *      |                                              +--|---failure---+   |
 *      +---- so many successes in a row -----------------+-----------------+
 * </pre>
 *
 * What was under way when it opened may still end well, and so may what goes to an open one because
 * all are: therefore successes close it from either state.
 */
final class Breaker {

    private static final long NEVER = Long.MAX_VALUE;

    private final BreakerPolicy policy;

    /** The last attempts, in a ring: when they ended, and which of them failed. */
    private final long[] endedAt;

    private final boolean[] failed;
    private int size;
    private int next;
    private long failedAt;

    private BreakerState state = BreakerState.CLOSED;
    private long since;

    /** How long it was open the last time; 0 where that is forgotten. */
    private long openFor;

    private int successes;
    private boolean trying;

    /** When it was first seen that it is tried. */
    private long triedAt = NEVER;

    /** What it opened by. */
    private double failureRate;

    private int attempts;

    /**
     * Closed.
     *
     * @param known how many attempts of the time before have succeeded
     */
    Breaker(BreakerPolicy policy, int known, long now) {
        this.policy = policy;
        this.endedAt = new long[policy.window()];
        this.failed = new boolean[policy.window()];
        for (int i = Math.min(known, policy.window() - 1); i > 0; i--) {
            remember(true, now);
        }
    }

    BreakerState state() {
        return state;
    }

    boolean isClosed() {
        return state == BreakerState.CLOSED;
    }

    /** Whether the worker may get a task of the type now. */
    boolean admits() {
        return state != BreakerState.OPEN && !trying;
    }

    /** The worker gets a task: on trial, where it is half open. */
    void sent() {
        trying = state == BreakerState.HALF_OPEN;
    }

    /** What was sent on trial has ended, or something else of this coordinator's. */
    void answered() {
        trying = false;
        triedAt = NEVER;
    }

    /** An attempt has ended, of whichever coordinator. */
    void ended(boolean success, long now) {
        remember(success, now);
        if (state == BreakerState.CLOSED) {
            judge(now);
            return;
        }
        successes = success ? successes + 1 : 0;
        if (successes >= policy.trials()) {
            become(BreakerState.CLOSED, now);
            size = 0;
        } else if (!success && state == BreakerState.HALF_OPEN) {
            open(now);
        }
    }

    private void remember(boolean success, long now) {
        endedAt[next] = now;
        failed[next] = !success;
        next = (next + 1) % endedAt.length;
        size = Math.min(size + 1, endedAt.length);
        failedAt = success ? failedAt : now;
    }

    private void judge(long now) {
        int ended = 0;
        int failures = 0;
        for (int i = 1; i <= size; i++) {
            int at = Math.floorMod(next - i, endedAt.length);
            if (now - endedAt[at] <= policy.windowNanos()) {
                ended++;
                failures += failed[at] ? 1 : 0;
            }
        }
        double rate = (double) failures / Math.max(1, ended);
        if (ended >= policy.minAttempts() && rate >= policy.failureRate()) {
            attempts = ended;
            failureRate = rate;
            open(now);
        }
    }

    private void open(long now) {
        openFor =
                openFor == 0
                        ? policy.openNanos()
                        : Math.min(2 * openFor, Math.max(openFor, policy.longestNanos()));
        become(BreakerState.OPEN, now);
    }

    private void become(BreakerState other, long now) {
        state = other;
        since = now;
        successes = 0;
        answered();
    }

    /** Time has passed. */
    void pass(long now) {
        switch (state) {
            case OPEN -> {
                if (now >= retryAt()) {
                    become(BreakerState.HALF_OPEN, now);
                }
            }
            case HALF_OPEN -> waitForTrial(now);
            case CLOSED -> {
                if (now - since >= policy.longestNanos()) {
                    openFor = 0;
                }
            }
        }
    }

    /** One that brings no answer is given up. */
    private void waitForTrial(long now) {
        if (trying && triedAt == NEVER) {
            triedAt = now;
        } else if (trying && now - triedAt >= openFor) {
            answered();
        }
    }

    /** It was not the worker: it is tried at once, and what was doubled is forgotten. */
    void absolve(long now) {
        if (state == BreakerState.OPEN) {
            become(BreakerState.HALF_OPEN, now);
        }
        openFor = isClosed() ? 0 : policy.openNanos();
    }

    /** When it is tried again; where it is half open, since when. */
    long retryAt() {
        return state == BreakerState.OPEN ? since + openFor : since;
    }

    /** True where there is nothing to be remembered of it. */
    boolean isIdle(long now) {
        return isClosed() && openFor == 0 && now - failedAt > policy.windowNanos();
    }

    BreakerFacts facts(Worker worker, String type) {
        return new BreakerFacts(worker.id(), type, state, failureRate, attempts, retryAt());
    }
}
