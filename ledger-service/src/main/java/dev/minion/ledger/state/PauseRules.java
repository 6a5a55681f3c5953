package dev.minion.ledger.state;

import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;

/**
 * What becomes of a task that somebody holds back, and lets go on. Held back is what has not
 * started; what runs goes on, and is held where it would be tried again. What waits for its
 * dependencies is held when they are met.
 */
public final class PauseRules {

    private PauseRules() {}

    /** Somebody wants it not to run for now. Where that is so already, it is a duplicate. */
    public static Verdict pause(TaskState state, Moment moment) {
        if (Transitions.terminal(state.status())) {
            return RequestRules.illegal(state, "paused");
        }
        if (state.waitsForChildren()) {
            return new Verdict.Illegal(
                    "a task whose handler is done and that waits for its children cannot be"
                            + " paused");
        }
        if (state.held() || state.paused()) {
            return new Verdict.Duplicate();
        }
        return switch (state.status()) {
            case READY, ASSIGNED -> new Verdict.Accepted(takenBack(state, moment), true);
            case SCHEDULED, BLOCKED, RUNNING -> new Verdict.Accepted(state.hold(), false);
            default -> RequestRules.illegal(state, "paused");
        };
    }

    /** The next attempt, which burns no retry: so what is under way of this one is fenced. */
    private static TaskState takenBack(TaskState state, Moment moment) {
        long held = RunAfter.hold(state.runAfterUs());
        return state.next(moment.epoch(), TaskStatus.SCHEDULED, held);
    }

    /** Somebody wants it to go on; with a fresh budget where that was used up. */
    public static Verdict resume(TaskState state, Moment moment) {
        boolean waits = state.paused() || (state.held() && !Transitions.terminal(state.status()));
        if (!waits) {
            return new Verdict.Illegal(
                    "only a task that is paused can be resumed, and this one is "
                            + RequestRules.word(state.status()));
        }
        if (state.status() != TaskStatus.SCHEDULED) {
            return new Verdict.Accepted(state.letGo(), false);
        }
        boolean usedUp = !state.held() || state.used() >= state.retry().maxAttempts();
        TaskState free =
                usedUp ? state.letGo().withUsed(0, 0).with((TaskError) null) : state.letGo();
        return new Verdict.Accepted(
                free.runAfterUs() > moment.nowUs() ? free : free.release(moment.epoch()), false);
    }
}
