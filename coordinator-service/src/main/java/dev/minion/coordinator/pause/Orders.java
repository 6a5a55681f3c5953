package dev.minion.coordinator.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.coordinator.schedule.core.ErrorRule;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.KeyName;
import dev.minion.coordinator.schedule.core.Paused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ledger's words in the scheduler's. */
final class Orders {

    private static final long NANOS_A_MILLI = 1_000_000;

    /** Longer than any window: where somebody says more, no count runs over. */
    private static final long MOST_MILLIS = 366L * 86_400_000;

    private Orders() {}

    static Event.StandingKnown of(List<Pause> pauses, List<PauseRule> rules) {
        return new Event.StandingKnown(paused(pauses), rules.stream().map(Orders::rule).toList());
    }

    private static Paused paused(List<Pause> pauses) {
        boolean everything = false;
        Set<String> namespaces = new HashSet<>();
        Set<String> types = new HashSet<>();
        Set<KeyName> keys = new HashSet<>();
        for (Pause pause : pauses) {
            PauseTarget target = pause.getTarget();
            switch (target.getScope()) {
                case PAUSE_EVERYTHING -> everything = true;
                case PAUSE_NAMESPACE -> namespaces.add(target.getNamespace());
                case PAUSE_TYPE -> types.add(target.getType());
                case PAUSE_KEY -> keys.add(new KeyName(target.getNamespace(), target.getKey()));
                default -> {}
            }
        }
        return new Paused(everything, namespaces, types, keys);
    }

    private static ErrorRule rule(PauseRule rule) {
        return new ErrorRule(
                Ids.fromBytes(rule.getId()),
                rule.getTarget(),
                rule.getErrorRate(),
                rule.getMinAttempts(),
                Math.clamp(rule.getWindowMs(), 1, MOST_MILLIS) * NANOS_A_MILLI,
                rule.getPauseMs());
    }
}
