package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.state.Moment;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whom the ends of tasks concern, and what they mean to each. */
final class News {

    private final Map<UUID, TaskStatus> ended = new HashMap<>();
    private final Map<UUID, List<UUID>> dependencies = new HashMap<>();
    private final Map<UUID, UUID> parents = new HashMap<>();
    private final Map<UUID, UUID> children = new HashMap<>();

    News(Collection<Ended> ended) {
        ended.forEach(each -> this.ended.put(each.id(), each.status()));
    }

    void dependency(UUID dependant, UUID dependency) {
        dependencies.computeIfAbsent(dependant, d -> new ArrayList<>()).add(dependency);
    }

    void parent(UUID child, UUID parent) {
        parents.put(child, parent);
    }

    void child(UUID parent, UUID child) {
        children.put(parent, child);
    }

    Set<UUID> concerned() {
        Set<UUID> all = new HashSet<>(dependencies.keySet());
        all.addAll(parents.keySet());
        all.addAll(children.keySet());
        return all;
    }

    /** What becomes of a task, or null where nothing does. Its family comes first: that ends it. */
    @Nullable Decided decide(LockedTask task, Moment moment) {
        Decided byFamily = byFamily(task);
        return byFamily == null ? byDependencies(task, moment) : byFamily;
    }

    private @Nullable Decided byFamily(LockedTask task) {
        UUID parent = parents.get(task.id());
        if (parent != null) {
            return decided(task, FamilyRules.parentEnded(task.state(), parent));
        }
        UUID child = children.get(task.id());
        return child == null
                ? null
                : decided(
                        task,
                        FamilyRules.childEnded(
                                task.state(), task.children(), child, status(child)));
    }

    private @Nullable Decided byDependencies(LockedTask task, Moment moment) {
        int met = 0;
        DependencyPolicy policy = task.onDependencyFailure();
        List<UUID> all = dependencies.getOrDefault(task.id(), List.of());
        for (UUID dependency : all) {
            if (Transitions.unsuccessful(status(dependency))
                    && policy != DependencyPolicy.DEPENDENCY_IGNORE) {
                return decided(
                        task,
                        RequestRules.unreachable(task.state(), policy, dependency.toString()));
            }
            met++;
        }
        return met == 0 ? null : decided(task, RequestRules.met(task.state(), met, moment));
    }

    private TaskStatus status(UUID id) {
        return ended.getOrDefault(id, TaskStatus.COMPLETED);
    }

    private static @Nullable Decided decided(LockedTask task, Verdict verdict) {
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            return null;
        }
        // One dependency less is nothing to tell.
        return accepted.next().status() == TaskStatus.BLOCKED
                ? new Decided(task, accepted.next(), ByteString.EMPTY, List.of())
                : Decided.of(task, accepted);
    }
}
