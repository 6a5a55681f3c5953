package dev.minion.coordinator.submission;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.TextRules;
import dev.minion.coordinator.routing.BadSelectorException;
import dev.minion.coordinator.routing.Selector;

/** What routing may ask for, whichever way a task comes in. */
final class RoutingRules {

    static final double LEAST_WEIGHT = 1;
    static final double MOST_WEIGHT = 100;

    /** More than all of it can have together, but for what over gRPC nobody knows. */
    private static final int MOST_BYTES = 64 << 10;

    private static final String AT = "/routing";

    private RoutingRules() {}

    /** Holds all of it against the rules; 0 slots are one. */
    static void whole(Routing routing, Faults faults) {
        if (routing.getSerializedSize() > MOST_BYTES) {
            faults.invalid(AT, "has more than " + MOST_BYTES + " bytes");
            return;
        }
        count(AT + "/require", routing.getRequireCount(), faults);
        for (int i = 0; i < bounded(routing.getRequireCount()); i++) {
            selector(AT + "/require/" + i, routing.getRequire(i), faults);
        }
        count(AT + "/prefer", routing.getPreferCount(), faults);
        for (int i = 0; i < bounded(routing.getPreferCount()); i++) {
            preference(AT + "/prefer/" + i, routing.getPrefer(i), faults);
        }
        if (routing.hasWorker()) {
            wish(AT + "/worker", routing.getWorker(), faults);
        }
        if (routing.hasAvoid()) {
            wish(AT + "/avoid", routing.getAvoid(), faults);
        }
        if (routing.getSlots() < 0 || routing.getSlots() > Limits.TASK_SLOTS) {
            faults.invalid(AT + "/slots", "must be between 1 and " + Limits.TASK_SLOTS);
        }
    }

    private static int bounded(int count) {
        return Math.min(count, Limits.ROUTING_SELECTORS);
    }

    private static void count(String at, int count, Faults faults) {
        if (count > Limits.ROUTING_SELECTORS) {
            faults.invalid(
                    at, "has %d items, more than %d".formatted(count, Limits.ROUTING_SELECTORS));
        }
    }

    private static void preference(String at, Preference preference, Faults faults) {
        selector(at + "/labels", preference.getLabels(), faults);
        double weight = preference.getWeight();
        if (!(weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT)) {
            faults.invalid(at + "/weight", "must be between 1 and 100");
        }
    }

    private static void wish(String at, WorkerWish wish, Faults faults) {
        TextRules.breach(wish.getId(), Limits.LABEL_CHARS)
                .ifPresent(breach -> faults.invalid(at + "/id", breach));
    }

    private static void selector(String at, String text, Faults faults) {
        if (text.isEmpty() || text.length() > Limits.SELECTOR_CHARS) {
            faults.invalid(at, "must have 1 to " + Limits.SELECTOR_CHARS + " characters");
            return;
        }
        try {
            var ignored = Selector.parse(text);
        } catch (BadSelectorException bad) {
            faults.invalid(at, String.valueOf(bad.getMessage()));
        }
    }
}
