package dev.minion.ledger.graph;

import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.Transitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The progress of a family. A task that has ended counts 100; one with children counts the mean
 * over them; another one what it has told, and 0 where it has told nothing.
 */
final class RollUp {

    /**
     * A member.
     *
     * @param progress 0 to 100, or -1 where it has told none
     */
    record Member(UUID id, UUID parent, TaskStatus status, int progress) {}

    private final Map<UUID, List<Member>> children = new HashMap<>();
    private final List<Member> all = new ArrayList<>();

    /** Adds the members of the next generation. */
    void add(List<Member> generation) {
        for (Member member : generation) {
            children.computeIfAbsent(member.parent, parent -> new ArrayList<>()).add(member);
            all.add(member);
        }
    }

    int size() {
        return all.size();
    }

    List<Member> childrenOf(UUID id) {
        return children.getOrDefault(id, List.of());
    }

    /** The mean over the children of that task, 0 to 100; 0 where there are none. */
    double progress(UUID root) {
        Map<UUID, Double> rolledUp = new HashMap<>();
        // Youngest generation first, so that each one's children are known.
        for (Member member : all.reversed()) {
            rolledUp.put(member.id, own(member, rolledUp));
        }
        return mean(root, rolledUp);
    }

    private double own(Member member, Map<UUID, Double> rolledUp) {
        if (Transitions.terminal(member.status)) {
            return 100;
        }
        return children.containsKey(member.id)
                ? mean(member.id, rolledUp)
                : Math.max(0, member.progress);
    }

    private double mean(UUID parent, Map<UUID, Double> rolledUp) {
        return childrenOf(parent).stream()
                .mapToDouble(child -> rolledUp.getOrDefault(child.id, 0.0))
                .average()
                .orElse(0);
    }
}
