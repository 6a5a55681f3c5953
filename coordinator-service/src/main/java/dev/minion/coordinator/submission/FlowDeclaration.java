package dev.minion.coordinator.submission;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Flow;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.TextRules;
import java.util.Optional;

/** What a task may say of its key, whichever way it comes in. */
final class FlowDeclaration {

    static final String AT = "/flow";
    static final double LEAST_WEIGHT = 0.001;
    static final double MOST_WEIGHT = 1_000;

    /** A rate is counted in twentieths of its period. */
    static final long LEAST_PERIOD_MILLIS = 100;

    static final String NO_POLICY = "must be queue, cancel_newest, cancel_oldest or reject";

    private FlowDeclaration() {}

    static Optional<ExcessPolicy> policy(String name) {
        return switch (name) {
            case "queue" -> Optional.of(ExcessPolicy.EXCESS_QUEUE);
            case "cancel_newest" -> Optional.of(ExcessPolicy.EXCESS_CANCEL_NEWEST);
            case "cancel_oldest" -> Optional.of(ExcessPolicy.EXCESS_CANCEL_OLDEST);
            case "reject" -> Optional.of(ExcessPolicy.EXCESS_REJECT);
            default -> Optional.empty();
        };
    }

    /** Holds all of it against the rules. */
    static void check(Flow flow, Faults faults) {
        if (flow.getKey().isEmpty()) {
            faults.invalid(AT + "/key", "is missing");
        } else {
            TextRules.breach(flow.getKey(), Limits.FLOW_KEY_CHARS)
                    .ifPresent(breach -> faults.invalid(AT + "/key", breach));
        }
        within(AT + "/concurrency", flow.getConcurrency(), Limits.FLOW_CONCURRENCY, faults);
        within(AT + "/rate/limit", flow.getRateLimit(), Limits.FLOW_RATE, faults);
        period(flow, faults);
        double weight = flow.getWeight();
        if (weight != 0 && !(weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT)) {
            faults.invalid(AT + "/weight", "must be between 0.001 and 1000");
        }
        excess(flow, faults);
    }

    /** 0 is unset. */
    private static void within(String at, long value, long most, Faults faults) {
        if (value < 0 || value > most) {
            faults.invalid(at, "must be between 1 and " + most);
        }
    }

    private static void period(Flow flow, Faults faults) {
        long per = flow.getRatePerMs();
        if ((flow.getRateLimit() != 0) != (per != 0)) {
            faults.invalid(per == 0 ? AT + "/rate/per" : AT + "/rate/limit", "is missing");
        } else if (per != 0
                && (per < LEAST_PERIOD_MILLIS || per > Limits.FLOW_RATE_PERIOD_MILLIS)) {
            faults.invalid(AT + "/rate/per", "must be between 100ms and 24h");
        }
    }

    private static void excess(Flow flow, Faults faults) {
        switch (flow.getOnExcess()) {
            case EXCESS_POLICY_UNSPECIFIED -> {}
            case UNRECOGNIZED -> faults.invalid(AT + "/on_excess", NO_POLICY);
            default -> {
                if (flow.getConcurrency() == 0) {
                    faults.invalid(AT + "/on_excess", "needs concurrency, which it is about");
                }
            }
        }
    }
}
