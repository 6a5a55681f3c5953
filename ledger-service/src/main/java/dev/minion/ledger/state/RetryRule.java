package dev.minion.ledger.state;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.RetryPolicy;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How often a task may run, and how long it waits in between: exponential backoff with jitter on
 * both sides of the delay.
 *
 * @param maxAttempts runs that may fail or crash before the task ends, 1 or more
 * @param initialDelayMs milliseconds before the first retry
 * @param backoff factor from one delay to the next
 * @param maxDelayMs longest delay, in milliseconds
 * @param jitter 0 to 1: the delay is moved by up to this share of itself, either way
 * @param nonRetryable error codes that end the task at once
 * @param pauses whether a task whose runs are used up waits for somebody instead of ending
 */
public record RetryRule(
        int maxAttempts,
        long initialDelayMs,
        double backoff,
        long maxDelayMs,
        double jitter,
        Set<String> nonRetryable,
        boolean pauses) {

    /** One that ends a task whose runs are used up. */
    public RetryRule(
            int maxAttempts,
            long initialDelayMs,
            double backoff,
            long maxDelayMs,
            double jitter,
            Set<String> nonRetryable) {
        this(maxAttempts, initialDelayMs, backoff, maxDelayMs, jitter, nonRetryable, false);
    }

    /** What a task gets that names no policy of its own. */
    public static final RetryRule DEFAULT = new RetryRule(3, 1_000, 2.0, 60_000, 0.2, Set.of());

    /** The rule of a policy as it is stored; every field counts, a zero is a zero. */
    public static RetryRule of(RetryPolicy policy) {
        return new RetryRule(
                Math.max(1, policy.getMaxAttempts()),
                policy.getInitialDelayMs(),
                policy.getBackoff() < 1 ? 1 : policy.getBackoff(),
                policy.getMaxDelayMs() <= 0 ? DEFAULT.maxDelayMs : policy.getMaxDelayMs(),
                Math.clamp(policy.getJitter(), 0, 1),
                Set.copyOf(policy.getNonRetryableList()),
                policy.getPauseWhenExhausted());
    }

    /**
     * Milliseconds to wait before the next run.
     *
     * @param used runs that failed or crashed so far, 1 or more
     */
    public long delayMs(int used, RandomGenerator random) {
        return delayMs(used, 0, random);
    }

    /**
     * The same after a failure that said when another run makes sense again: never sooner, and
     * spread behind it, or all whom one target has sent away would be back at the same moment.
     *
     * @param retryAfterMs milliseconds, 0 where nothing was said; counts up to {@link
     *     Limits#LONGEST_RETRY_AFTER_MILLIS}
     */
    public long delayMs(int used, long retryAfterMs, RandomGenerator random) {
        double draw = random.nextDouble();
        return Math.max(backedOffMs(used, draw), putOffMs(retryAfterMs, draw));
    }

    private long putOffMs(long retryAfterMs, double draw) {
        long wish = Math.clamp(retryAfterMs, 0, Limits.LONGEST_RETRY_AFTER_MILLIS);
        return wish + Math.round((double) Math.min(wish, maxDelayMs) * jitter * draw);
    }

    private long backedOffMs(int used, double draw) {
        double plain = (double) initialDelayMs * Math.pow(backoff, Math.max(0, used - 1));
        double capped = Math.min(plain, (double) maxDelayMs);
        double moved = capped * (1 + jitter * (2 * draw - 1));
        return Math.round(Math.min(moved, (double) maxDelayMs));
    }
}
