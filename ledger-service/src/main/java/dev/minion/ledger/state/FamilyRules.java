package dev.minion.ledger.state;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.Locale;
import java.util.UUID;

/**
 * What the end of a task means for its children and its parent, by the parent's policy. A task that
 * has ended is never changed by it, so that it may be told late, twice, and in any order.
 */
public final class FamilyRules {

    private FamilyRules() {}

    /** True where a parent with this policy, in this status, wants no open children. */
    public static boolean cancelsChildren(ChildrenPolicy policy, TaskStatus status) {
        return policy.getCancelOnParentEnd() && Transitions.terminal(status);
    }

    /** The parent, which {@link #cancelsChildren}, has ended. */
    public static Verdict parentEnded(TaskState child, UUID parent) {
        return Transitions.terminal(child.status())
                ? new Verdict.Stale()
                : RequestRules.ended(child, TaskStatus.CANCELLED, parentEnded(parent));
    }

    /** Why a child of an ended parent does not run. */
    public static TaskError parentEnded(UUID parent) {
        return AttemptRules.error(
                FailureCode.PARENT_ENDED, "its parent " + parent + " has ended", false);
    }

    /**
     * What a verdict becomes for a task with this policy: where it would complete and its policy is
     * to wait, it waits instead. Whether it has open children at all is found out later, by whoever
     * ends the wait: so nobody has to look at them with the report in hand.
     */
    public static Verdict heldBack(ChildrenPolicy policy, Verdict verdict) {
        return policy.getWaitOnCompletion()
                        && verdict instanceof Verdict.Accepted accepted
                        && accepted.next().status() == TaskStatus.COMPLETED
                ? new Verdict.Accepted(
                        accepted.next().with(TaskStatus.BLOCKED), accepted.attemptEnded())
                : verdict;
    }

    /** None of its children is open. */
    public static Verdict childrenEnded(TaskState parent) {
        return parent.waitsForChildren()
                ? new Verdict.Accepted(parent.with(TaskStatus.COMPLETED), false)
                : new Verdict.Stale();
    }

    /** A child has ended in that status. */
    public static Verdict childEnded(
            TaskState parent, ChildrenPolicy policy, UUID child, TaskStatus status) {
        if (!policy.getFailOnChildFailure()
                || !Transitions.unsuccessful(status)
                || Transitions.terminal(parent.status())) {
            return new Verdict.Stale();
        }
        String message = "its child " + child + " is " + status.name().toLowerCase(Locale.ROOT);
        return RequestRules.ended(
                parent,
                TaskStatus.FAILED,
                AttemptRules.error(FailureCode.CHILD_FAILED, message, false));
    }
}
