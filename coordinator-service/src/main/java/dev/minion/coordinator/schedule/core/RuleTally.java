package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What counts for one rule: for each that it holds for, the attempts of its window. */
final class RuleTally {

    /** Of those that a rule holds for by themselves, so many that were heard of last are known. */
    private static final int KNOWN = 10_000;

    final ErrorRule rule;
    private final Map<PauseTarget, ErrorWindow> windows =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<PauseTarget, ErrorWindow> eldest) {
                    return size() > KNOWN;
                }
            };

    RuleTally(ErrorRule rule) {
        this.rule = rule;
    }

    boolean isOfKeys() {
        return rule.target().getScope() == PauseScope.PAUSE_KEY;
    }

    /** Only what is not paused is counted; what is begins anew when its pause has ended. */
    void forget(Paused paused) {
        windows.keySet().removeIf(paused::contains);
    }

    /**
     * An attempt has ended that tells something.
     *
     * @return the pause that follows, with which the count begins anew; null where none does
     */
    Effect.@Nullable StartPause ended(PauseTarget about, boolean failure, Paused paused, long now) {
        if (paused.contains(about)) {
            return null;
        }
        ErrorWindow window = windows.get(about);
        if (window == null) {
            window = new ErrorWindow(rule.windowNanos(), now);
            windows.put(about, window);
        }
        window.ended(failure, now);
        int attempts = window.attempts();
        double rate = (double) window.failures() / attempts;
        if (attempts < rule.minAttempts() || rate < rule.errorRate()) {
            return null;
        }
        windows.remove(about);
        return new Effect.StartPause(about, rule, window.failures(), attempts);
    }

    /** What of the rule such an attempt counts for; null where for nothing. */
    @Nullable PauseTarget about(String namespace, String type, String key) {
        PauseTarget target = rule.target();
        return switch (target.getScope()) {
            case PAUSE_EVERYTHING -> target;
            case PAUSE_NAMESPACE ->
                    isOne(target.getNamespace(), namespace)
                            ? target.toBuilder().setNamespace(namespace).build()
                            : null;
            case PAUSE_TYPE ->
                    isOne(target.getType(), type) ? target.toBuilder().setType(type).build() : null;
            case PAUSE_KEY ->
                    isOne(target.getNamespace(), namespace) && isOne(target.getKey(), key)
                            ? target.toBuilder().setNamespace(namespace).setKey(key).build()
                            : null;
            default -> null;
        };
    }

    private static boolean isOne(String wanted, String found) {
        return !found.isEmpty() && (wanted.isEmpty() || wanted.equals(found));
    }
}
