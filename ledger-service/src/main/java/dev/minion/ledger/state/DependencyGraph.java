package dev.minion.ledger.state;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the items of one submission depend on each other and on tasks outside: names resolved, cycles
 * found, in an order in which each item follows what it depends on. All of it in time linear in
 * items and dependencies, and without recursion: chains may be as long as a submission.
 */
public final class DependencyGraph {

    /** An item: its id, its ref (may be empty) and the names it depends on. */
    public record Node(UUID id, String ref, List<String> dependencies) {}

    /** What a dependency leads to. */
    public sealed interface Link {

        /** Position in the item's list of dependencies. */
        int position();

        /** Another item of the submission. */
        record Inner(int position, int item) implements Link {}

        /** A task outside. */
        record Outer(int position, UUID id) implements Link {}
    }

    /** Why an item is refused; the pointer is relative to the item (RFC 6901). */
    public record Fault(FailureCode code, String pointer, String detail) {}

    private final List<List<Link>> links = new ArrayList<>();
    private final List<List<Integer>> dependants = new ArrayList<>();
    private final @Nullable Fault[] faults;
    private final int[] order;

    private DependencyGraph(List<Node> nodes) {
        faults = new Fault[nodes.size()];
        resolve(nodes);
        order = order();
        propagate();
    }

    /** The graph of a submission. */
    public static DependencyGraph of(List<Node> nodes) {
        return new DependencyGraph(nodes);
    }

    /** What an item depends on, each target once, in the order it was named. */
    public List<Link> links(int item) {
        return links.get(item);
    }

    /** Items that depend on an item. */
    public List<Integer> dependants(int item) {
        return dependants.get(item);
    }

    /** Why an item is refused, or null. */
    public @Nullable Fault fault(int item) {
        return faults[item];
    }

    /** The items that are on no cycle and behind none, each after those it depends on. */
    public int[] ordered() {
        return order.clone();
    }

    /** Refuses an item for a reason found later, and with it all that depend on it. */
    public void refuse(int item, Fault fault) {
        if (faults[item] == null) {
            faults[item] = fault;
            refuseDependants(item);
        }
    }

    private void resolve(List<Node> nodes) {
        Map<String, Integer> byRef = new HashMap<>();
        Map<UUID, Integer> byId = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            dependants.add(new ArrayList<>(0));
            if (!node.ref().isEmpty() && byRef.putIfAbsent(node.ref(), i) != null) {
                faults[i] =
                        new Fault(
                                FailureCode.DUPLICATE_REF,
                                "/ref",
                                "an earlier item has this ref already");
            }
            byId.putIfAbsent(node.id(), i);
        }
        for (int i = 0; i < nodes.size(); i++) {
            links.add(resolve(i, nodes.get(i).dependencies(), byRef, byId));
        }
    }

    private List<Link> resolve(
            int item, List<String> names, Map<String, Integer> byRef, Map<UUID, Integer> byId) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<Link> resolved = new ArrayList<>(names.size());
        Set<Object> targets = new HashSet<>();
        for (int position = 0; position < names.size(); position++) {
            Link link = resolve(position, names.get(position), byRef, byId);
            if (link == null) {
                unknown(item, position);
            } else if (targets.add(link instanceof Link.Inner in ? in.item() : target(link))) {
                resolved.add(link);
                if (link instanceof Link.Inner inner) {
                    dependants.get(inner.item()).add(item);
                }
            }
        }
        return resolved;
    }

    private static Object target(Link link) {
        return switch (link) {
            case Link.Inner inner -> inner.item();
            case Link.Outer outer -> outer.id();
        };
    }

    private static @Nullable Link resolve(
            int position, String name, Map<String, Integer> byRef, Map<UUID, Integer> byId) {
        Integer item = byRef.get(name);
        if (item != null) {
            return new Link.Inner(position, item);
        }
        UUID id = Ids.parse(name);
        if (id == null) {
            return null;
        }
        item = byId.get(id);
        return item == null ? new Link.Outer(position, id) : new Link.Inner(position, item);
    }

    private void unknown(int item, int position) {
        if (faults[item] == null) {
            faults[item] =
                    new Fault(
                            FailureCode.UNKNOWN_DEPENDENCY,
                            "/dependencies/" + position,
                            "neither a ref of this submission nor a task's id");
        }
    }

    /** Kahn's algorithm; what it does not reach is on a cycle, or behind or between cycles. */
    private int[] order() {
        int size = links.size();
        int[] open = new int[size];
        for (int i = 0; i < size; i++) {
            open[i] = (int) links.get(i).stream().filter(Link.Inner.class::isInstance).count();
        }
        int[] reached = new int[size];
        int end = 0;
        for (int i = 0; i < size; i++) {
            if (open[i] == 0) {
                reached[end++] = i;
            }
        }
        for (int next = 0; next < end; next++) {
            for (int dependant : dependants.get(reached[next])) {
                if (--open[dependant] == 0) {
                    reached[end++] = dependant;
                }
            }
        }
        if (end < size) {
            refuseCycles(open);
        }
        return Arrays.copyOf(reached, end);
    }

    /** The same backwards, over the rest: what only stands behind a cycle is taken off. */
    private void refuseCycles(int[] open) {
        int size = links.size();
        int[] waiting = new int[size];
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < size; i++) {
            if (open[i] > 0) {
                for (int dependant : dependants.get(i)) {
                    waiting[i] += open[dependant] > 0 ? 1 : 0;
                }
                if (waiting[i] == 0) {
                    free.add(i);
                }
            }
        }
        boolean[] behind = new boolean[size];
        while (!free.isEmpty()) {
            int item = free.remove();
            behind[item] = true;
            for (Link link : links.get(item)) {
                if (link instanceof Link.Inner inner
                        && open[inner.item()] > 0
                        && --waiting[inner.item()] == 0) {
                    free.add(inner.item());
                }
            }
        }
        for (int i = 0; i < size; i++) {
            if (open[i] > 0 && !behind[i] && faults[i] == null) {
                faults[i] = cycle(i, open, behind);
            }
        }
    }

    private Fault cycle(int item, int[] open, boolean[] behind) {
        int position = 0;
        for (Link link : links.get(item)) {
            if (link instanceof Link.Inner inner
                    && open[inner.item()] > 0
                    && !behind[inner.item()]) {
                position = inner.position();
                break;
            }
        }
        return new Fault(
                FailureCode.DEPENDENCY_CYCLE,
                "/dependencies/" + position,
                "this dependency leads back to the task");
    }

    private void propagate() {
        for (int i = 0; i < faults.length; i++) {
            if (faults[i] != null) {
                refuseDependants(i);
            }
        }
    }

    private void refuseDependants(int refused) {
        Deque<Integer> spreading = new ArrayDeque<>();
        spreading.add(refused);
        while (!spreading.isEmpty()) {
            int item = spreading.remove();
            for (int dependant : dependants.get(item)) {
                if (faults[dependant] == null) {
                    faults[dependant] = dependsOnRefused(dependant, item);
                    spreading.add(dependant);
                }
            }
        }
    }

    private Fault dependsOnRefused(int dependant, int item) {
        int position = 0;
        for (Link link : links.get(dependant)) {
            if (link instanceof Link.Inner inner && inner.item() == item) {
                position = inner.position();
            }
        }
        return new Fault(
                FailureCode.UNKNOWN_DEPENDENCY,
                "/dependencies/" + position,
                "this item of the submission was refused");
    }
}
