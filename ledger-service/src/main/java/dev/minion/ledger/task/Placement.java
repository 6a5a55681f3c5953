package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.DependencyGraph.Fault;
import dev.minion.ledger.state.DependencyGraph.Link;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Transitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which status each item of a batch is born. Items are visited after what they depend
 * on, so that one look at each dependency is enough.
 */
final class Placement {

    /** A task that is in the ledger already. */
    record Known(UUID id, String namespace, TaskStatus status) {}

    private static final Fault UNKNOWN_PARENT =
            new Fault(FailureCode.UNKNOWN_PARENT, "/parent_id", "no such task in this namespace");

    private final Map<UUID, Known> known;
    private final Parents parents;
    private final @Nullable KeyClaims keys;
    private final long nowUs;
    private final List<NewRow> rows = new ArrayList<>();

    /**
     * With what the ledger knows of the dependencies.
     *
     * @param parents the tasks that are named as such
     * @param keys the batch's idempotency keys, or null where it has none
     */
    Placement(Map<UUID, Known> known, Parents parents, @Nullable KeyClaims keys, long nowUs) {
        this.known = known;
        this.parents = parents;
        this.keys = keys;
        this.nowUs = nowUs;
    }

    /** The rows to insert, of all submissions placed so far. */
    List<NewRow> rows() {
        return rows;
    }

    /** Places a submission; its refusals are noted in it. */
    void place(Candidate candidate) {
        Map<UUID, Known> here = candidate.linked() ? new HashMap<>() : Map.of();
        List<NewRow> placed = new ArrayList<>(candidate.size());
        for (int item : candidate.graph().ordered()) {
            if (candidate.graph().fault(item) == null && earlier(candidate, item) == null) {
                NewRow row = place(candidate, item, here);
                if (row != null) {
                    placed.add(row);
                    if (candidate.linked()) {
                        here.put(
                                row.id(),
                                new Known(row.id(), row.task().getNamespace(), row.status()));
                    }
                }
            }
        }
        if (!candidate.refusedWhole()) {
            rows.addAll(placed);
        }
    }

    private @Nullable UUID earlier(Candidate candidate, int item) {
        return keys == null ? null : keys.earlier(candidate, item);
    }

    private @Nullable NewRow place(Candidate candidate, int item, Map<UUID, Known> here) {
        var task = candidate.task(item);
        if (orphaned(task)) {
            candidate.graph().refuse(item, UNKNOWN_PARENT);
            return null;
        }
        DependencyPolicy policy = task.getOnDependencyFailure();
        List<Link> links = candidate.graph().links(item);
        List<NewRow.Edge> edges = new ArrayList<>(links.size());
        int unmet = 0;
        TaskError error = parentEnded(task);
        TaskStatus unreachable =
                error == null ? RequestRules.unreachable(policy) : TaskStatus.CANCELLED;
        for (Link link : links) {
            Known dependency = dependency(candidate, link, here);
            if (dependency == null || !dependency.namespace.equals(task.getNamespace())) {
                candidate.graph().refuse(item, unknown(link));
                return null;
            }
            boolean ended = Transitions.terminal(dependency.status);
            unmet += ended ? 0 : 1;
            edges.add(new NewRow.Edge(link.position(), dependency.id, ended));
            if (Transitions.unsuccessful(dependency.status)
                    && policy != DependencyPolicy.DEPENDENCY_IGNORE
                    && error == null) {
                error = RequestRules.unreachable(policy, dependency.id.toString());
            }
        }
        TaskStatus status =
                error == null ? RequestRules.born(unmet, task.getRunAfterUs(), nowUs) : unreachable;
        boolean hasDependants = !candidate.graph().dependants(item).isEmpty();
        return new NewRow(candidate.id(item), task, status, unmet, hasDependants, error, edges);
    }

    private boolean orphaned(NewTask task) {
        return !task.getParentId().isEmpty()
                && !parents.known(Ids.fromBytes(task.getParentId()), task.getNamespace());
    }

    private @Nullable TaskError parentEnded(NewTask task) {
        return task.getParentId().isEmpty()
                ? null
                : parents.ended(Ids.fromBytes(task.getParentId()));
    }

    private @Nullable Known dependency(Candidate candidate, Link link, Map<UUID, Known> here) {
        return switch (link) {
            case Link.Outer outer -> known.get(outer.id());
            case Link.Inner inner -> {
                UUID earlier = earlier(candidate, inner.item());
                UUID id = earlier == null ? candidate.id(inner.item()) : earlier;
                Known stored = known.get(id);
                yield stored == null ? here.get(id) : stored;
            }
        };
    }

    private static Fault unknown(Link link) {
        return new Fault(
                FailureCode.UNKNOWN_DEPENDENCY,
                "/dependencies/" + link.position(),
                "no such task in this namespace");
    }
}
