package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.ChildrenPolicy;
import org.jspecify.annotations.Nullable;

/** Between policies for children and their column: three bits, null where none is set. */
public final class ChildrenPolicies {

    private static final int CANCEL_ON_PARENT_END = 1;

    /** The bit of parents that fail with a child, for statements. */
    static final int FAIL_ON_CHILD_FAILURE = 2;

    /** The bit of parents that wait for their children, and the greatest of all. */
    public static final int WAIT_ON_COMPLETION = 4;

    private ChildrenPolicies() {}

    public static @Nullable Short toColumn(ChildrenPolicy policy) {
        int bits =
                (policy.getCancelOnParentEnd() ? CANCEL_ON_PARENT_END : 0)
                        + (policy.getFailOnChildFailure() ? FAIL_ON_CHILD_FAILURE : 0)
                        + (policy.getWaitOnCompletion() ? WAIT_ON_COMPLETION : 0);
        return bits == 0 ? null : (short) bits;
    }

    public static ChildrenPolicy of(@Nullable Short column) {
        return column == null
                ? ChildrenPolicy.getDefaultInstance()
                : ChildrenPolicy.newBuilder()
                        .setCancelOnParentEnd((column & CANCEL_ON_PARENT_END) != 0)
                        .setFailOnChildFailure((column & FAIL_ON_CHILD_FAILURE) != 0)
                        .setWaitOnCompletion((column & WAIT_ON_COMPLETION) != 0)
                        .build();
    }
}
