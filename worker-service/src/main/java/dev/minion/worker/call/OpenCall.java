package dev.minion.worker.call;

import dev.minion.contracts.work.RunAnswer;
import dev.minion.worker.run.AttemptKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** One call. Guarded by itself. */
final class OpenCall {

    private final Set<AttemptKey> waited;
    private final boolean accepted;
    private final long openedNanos;
    private final Consumer<RunAnswer> answer;
    private final Runnable end;
    private boolean over;

    OpenCall(
            Collection<AttemptKey> waited,
            boolean accepted,
            long openedNanos,
            Consumer<RunAnswer> answer,
            Runnable end) {
        this.waited = new HashSet<>(waited);
        this.accepted = accepted;
        this.openedNanos = openedNanos;
        this.answer = answer;
        this.end = end;
    }

    /**
     * Whether its caller accepted the tasks as well, so that their clients most likely wait there.
     */
    boolean accepted() {
        return accepted;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** One attempt less to wait for. */
    synchronized void ended(AttemptKey attempt) {
        waited.remove(attempt);
    }

    /** Tells, and ends the call with the last. */
    synchronized void tell(RunAnswer told) {
        if (!over) {
            answer.accept(told);
            if (waited.isEmpty()) {
                finish();
            }
        }
    }

    /** Ends the call; what it still waited for. */
    synchronized Set<AttemptKey> giveUp() {
        if (!over) {
            finish();
        }
        return Set.copyOf(waited);
    }

    private void finish() {
        over = true;
        end.run();
    }
}
