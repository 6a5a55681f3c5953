package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.ledger.state.TaskState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task whose row this transaction holds.
 *
 * @param hasDependants some task names it as a dependency
 */
public record LockedTask(
        UUID id,
        String namespace,
        String type,
        int partition,
        TaskState state,
        long version,
        boolean hasDependants,
        DependencyPolicy onDependencyFailure,
        @Nullable UUID parent,
        ChildrenPolicy children) {}
