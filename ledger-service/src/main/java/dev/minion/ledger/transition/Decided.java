package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Verdict;
import java.util.List;

/**
 * A decision to write.
 *
 * @param before as it was locked
 * @param after as it shall be
 * @param output of a completed task, empty where none
 * @param told what to tell after the commit, in order
 */
public record Decided(LockedTask before, TaskState after, ByteString output, List<Told> told) {

    /** The decision that one accepted event led to. */
    public static Decided of(LockedTask before, Verdict.Accepted accepted, ByteString output) {
        TaskState state = before.state();
        Told told =
                new Told(
                        accepted.next(),
                        accepted.attemptEnded() ? state.fence() : accepted.next().fence(),
                        accepted.attemptEnded(),
                        state.assignedTo(),
                        0);
        return new Decided(before, accepted.next(), output, List.of(told));
    }

    /** The same, told with what somebody did by hand in the place of its error. */
    public static Decided remarked(LockedTask before, Verdict.Accepted accepted, TaskError remark) {
        Decided plain = of(before, accepted);
        List<Told> told = plain.told().stream().map(each -> each.with(remark)).toList();
        return new Decided(before, plain.after(), plain.output(), told);
    }

    /** The decision that one accepted event led to, without output. */
    public static Decided of(LockedTask before, Verdict.Accepted accepted) {
        return of(before, accepted, ByteString.EMPTY);
    }
}
