package dev.minion.coordinator.schedule;

import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.routing.BadSelectorException;
import dev.minion.coordinator.routing.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who could take a task with routing.
 *
 * @param fitting living workers that run its type and that it may go to
 * @param free those of them that have the slots for it now
 * @param heldBack those that have the slots and are kept from it by their breakers
 * @param unmet what it asks for and none of those that run its type gives; empty where each part of
 *     it is given by somebody
 */
public record RoutingFit(int fitting, int free, int heldBack, String unmet) {

    private record Part(String text, Predicate<WorkerView> given) {}

    /** No breaker is open. */
    public RoutingFit(int fitting, int free, String unmet) {
        this(fitting, free, 0, unmet);
    }

    /** Holds the routing against the workers that run the task's type. */
    static RoutingFit of(String type, Routing routing, List<WorkerView> capable) {
        List<Part> parts = parts(routing);
        List<WorkerView> fitting =
                capable.stream()
                        .filter(worker -> parts.stream().allMatch(part -> part.given.test(worker)))
                        .toList();
        if (fitting.isEmpty()) {
            return new RoutingFit(0, 0, unmet(parts, capable));
        }
        int slots = Math.max(1, routing.getSlots());
        Taking taking = Taking.of(type, slots, fitting);
        return new RoutingFit(
                fitting.size(), taking.workers().size(), taking.heldBack().size(), "");
    }

    private static String unmet(List<Part> parts, List<WorkerView> capable) {
        return parts.stream()
                .filter(part -> capable.stream().noneMatch(part.given))
                .map(Part::text)
                .findFirst()
                .orElse("");
    }

    private static List<Part> parts(Routing routing) {
        List<Part> parts = new ArrayList<>();
        for (String selector : routing.getRequireList()) {
            parts.add(new Part(selector, worker -> matches(selector, worker.labels())));
        }
        if (routing.hasWorker() && !routing.getWorker().getPrefer()) {
            WorkerWish wish = routing.getWorker();
            parts.add(new Part("worker " + wish.getId(), worker -> names(wish, worker)));
        }
        if (routing.hasAvoid() && !routing.getAvoid().getPrefer()) {
            WorkerWish wish = routing.getAvoid();
            parts.add(new Part("any worker but " + wish.getId(), worker -> !names(wish, worker)));
        }
        if (routing.getSlots() > 1) {
            parts.add(
                    new Part(
                            routing.getSlots() + " slots",
                            worker -> worker.capacity() >= routing.getSlots()));
        }
        return parts;
    }

    private static boolean matches(String selector, Map<String, String> labels) {
        try {
            return Selector.parse(selector).matches(labels);
        } catch (BadSelectorException unreadable) {
            return false;
        }
    }

    private static boolean names(WorkerWish wish, WorkerView worker) {
        return wish.getId().equals(worker.id()) || wish.getId().equals(worker.name());
    }
}
