package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one evaluation may use: time, steps, and the size of each value it makes. Every expression
 * of the tree asks it (see {@link JqGuard}).
 *
 * <p>Steps bound loops and, since a step that passes text on counts for its length, memory.
 */
final class JqBudget {

    /** The budget of the evaluation that runs on this thread. */
    static final ScopedValue<JqBudget> CURRENT = ScopedValue.newInstance();

    /** Characters of one text within an evaluation. */
    static final int TEXT_CHARS = 4 << 20;

    /** Members of one value, counted to its leaves, and the highest array index. */
    static final int MEMBERS = 1_000_000;

    private static final int DEPTH = 200;
    private static final long STEPS = 10_000_000;
    private static final int CHARS_PER_STEP = 16;
    private static final int STEPS_PER_LOOK = 256;

    private final Deadline deadline;
    private volatile boolean cancelled;
    private long steps;
    private long nextLook;

    JqBudget(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Ends the evaluation at its next step. From any thread. */
    void cancel() {
        cancelled = true;
    }

    void step() {
        spend(1);
    }

    /** A value goes from one expression to the next. */
    void passes(JsonNode value) {
        spend(1);
        if (value.isTextual()) {
            text(value.textValue().length());
        } else if (value.size() > MEMBERS) {
            throw new JqBudgetException("A value has more than " + MEMBERS + " members");
        }
    }

    /** A value was made: its whole size counts, also where parts are shared. */
    void made(JsonNode value) {
        passes(value);
        if (value.isContainerNode()) {
            weigh(value, 0, MEMBERS);
        }
    }

    /** A text of so many characters is about to be, or was, made. */
    void text(long characters) {
        if (characters > TEXT_CHARS) {
            throw new JqBudgetException("A text has more than " + TEXT_CHARS + " characters");
        }
        spend(characters / CHARS_PER_STEP);
    }

    private int weigh(JsonNode value, int depth, int room) {
        if (depth > DEPTH) {
            throw new JqBudgetException("A value is nested deeper than " + DEPTH);
        }
        int left = room;
        for (JsonNode member : value) {
            left -= 1;
            if (left < 0) {
                throw new JqBudgetException("A value has more than " + MEMBERS + " members");
            }
            if (member.isContainerNode()) {
                left = weigh(member, depth + 1, left);
            } else if (member.isTextual()) {
                // Half a step or less for what is short: weighing must not cost more than making.
                spend(member.textValue().length() / CHARS_PER_STEP);
            }
        }
        return left;
    }

    private void spend(long amount) {
        steps += amount;
        if (steps > STEPS) {
            throw new JqBudgetException("The expression takes more than " + STEPS + " steps");
        }
        if (steps >= nextLook) {
            nextLook = steps + STEPS_PER_LOOK;
            if (cancelled || deadline.passed()) {
                throw new JqBudgetException("The expression takes longer than its time");
            }
        }
    }
}
