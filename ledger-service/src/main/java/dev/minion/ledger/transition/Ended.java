package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.state.Transitions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that has ended, and who is to be told of it.
 *
 * @param hasDependants some task names it as a dependency
 * @param parent null where it has none, or where that need not know
 */
public record Ended(
        UUID id,
        TaskStatus status,
        boolean hasDependants,
        @Nullable UUID parent,
        ChildrenPolicy children) {

    static Ended of(Decided decided) {
        LockedTask task = decided.before();
        return new Ended(
                task.id(),
                decided.after().status(),
                task.hasDependants(),
                task.parent(),
                task.children());
    }

    /** True where anybody is to be told. */
    boolean concerns() {
        return Transitions.terminal(status) && (hasDependants || cancels() || mayFailParent());
    }

    boolean cancels() {
        return FamilyRules.cancelsChildren(children, status);
    }

    boolean mayFailParent() {
        return parent != null && Transitions.unsuccessful(status);
    }
}
