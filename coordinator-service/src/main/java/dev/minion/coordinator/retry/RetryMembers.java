package dev.minion.coordinator.retry;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;

/** Reads the members of a retry policy; what is left out has its default. */
public final class RetryMembers {

    /** 30 days: a longer delay belongs into {@code run_after}. */
    public static final long MAX_DURATION_MS = 30L * 24 * 3_600_000;

    public static final double MAX_BACKOFF = 100;
    public static final int NON_RETRYABLE = 100;
    public static final int ERROR_CODE_CHARS = 100;

    /** The policy of a task that names none. */
    public static final RetryPolicy DEFAULT =
            RetryPolicy.newBuilder()
                    .setMaxAttempts(3)
                    .setInitialDelayMs(1_000)
                    .setBackoff(2.0)
                    .setMaxDelayMs(60_000)
                    .setJitter(0.2)
                    .build();

    private final JsonFields fields;
    private final Faults faults;
    private final String pointer;
    private final RetryPolicy.Builder retry = DEFAULT.toBuilder();
    private boolean maxDelayGiven;

    /**
     * For a policy that stands in a body.
     *
     * @param pointer where
     */
    public RetryMembers(JsonFields fields, Faults faults, String pointer) {
        this.fields = fields;
        this.faults = faults;
        this.pointer = pointer;
    }

    /** Reads the member; false where it is another. */
    public boolean read(String name) {
        String at = pointer + '/' + name;
        switch (name) {
            case "max_attempts" ->
                    fields.integer(at, 1, Limits.MAX_ATTEMPTS)
                            .ifPresent(value -> retry.setMaxAttempts((int) value));
            case "initial_delay" ->
                    fields.duration(at, 0, MAX_DURATION_MS).ifPresent(this::initialDelay);
            case "backoff" -> fields.number(at, 1, MAX_BACKOFF).ifPresent(retry::setBackoff);
            case "max_delay" -> fields.duration(at, 0, MAX_DURATION_MS).ifPresent(this::maxDelay);
            case "jitter" -> fields.number(at, 0, 1).ifPresent(retry::setJitter);
            case "non_retryable" ->
                    retry.addAllNonRetryable(fields.texts(at, NON_RETRYABLE, ERROR_CODE_CHARS));
            case "on_exhausted" -> onExhausted(at);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void onExhausted(String at) {
        String word = fields.text(at, Limits.LABEL_CHARS);
        if (word.equals("pause")) {
            retry.setPauseWhenExhausted(true);
        } else if (!word.isEmpty() && !word.equals("dead")) {
            faults.invalid(at, "must be dead or pause");
        }
    }

    /** A default longest delay never stands in the way of a longer first one. */
    private void initialDelay(long millis) {
        retry.setInitialDelayMs(millis);
        if (!maxDelayGiven) {
            retry.setMaxDelayMs(Math.max(millis, retry.getMaxDelayMs()));
        }
    }

    private void maxDelay(long millis) {
        maxDelayGiven = true;
        retry.setMaxDelayMs(millis);
    }

    /** Notes where delays contradict each other. */
    public void whole() {
        if (retry.getMaxDelayMs() < retry.getInitialDelayMs()) {
            faults.invalid(pointer + "/max_delay", "must not be less than initial_delay");
        }
    }

    /** What was read. */
    public RetryPolicy policy() {
        return retry.build();
    }
}
