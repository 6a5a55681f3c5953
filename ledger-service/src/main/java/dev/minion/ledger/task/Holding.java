package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.ledger.state.Moment;
import dev.minion.ledger.state.PauseRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Remarks;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Pauses tasks by hand, or resumes them, within a transaction that holds their rows. Their
 * timelines have it with its reason, those that keep their status and attempt as well.
 *
 * @param mark which of the two
 * @param reason why, empty where nobody said
 */
record Holding(HandMark mark, String reason) {

    /** What becomes of a task. */
    Verdict verdict(TaskState state, Moment moment) {
        return switch (mark) {
            case PAUSED -> PauseRules.pause(state, moment);
            case RESUMED -> PauseRules.resume(state, moment);
        };
    }

    /** Does it with those of the tasks with which it can be done and is not done already. */
    Future<Void> write(Transaction transaction, Collection<LockedTask> tasks) {
        List<Decided> decisions = new ArrayList<>(tasks.size());
        List<UUID> unmoved = new ArrayList<>();
        for (LockedTask task : tasks) {
            if (verdict(task.state(), transaction.moment()) instanceof Verdict.Accepted accepted) {
                if (moves(task.state(), accepted.next())) {
                    decisions.add(Decided.remarked(task, accepted, remark()));
                } else {
                    decisions.add(new Decided(task, accepted.next(), ByteString.EMPTY, List.of()));
                    unmoved.add(task.id());
                }
            }
        }
        return transaction
                .write(decisions)
                .compose(
                        done ->
                                Remarks.append(
                                        transaction.connection(), unmoved, mark.code(), text()));
    }

    private static boolean moves(TaskState before, TaskState after) {
        return before.status() != after.status() || before.attempt() != after.attempt();
    }

    private TaskError remark() {
        return TaskError.newBuilder().setCode(mark.code()).setMessage(text()).build();
    }

    private String text() {
        return reason.isEmpty() ? mark.code() + " on request" : reason;
    }
}
