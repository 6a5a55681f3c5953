package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.PauseTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Pauses what fails too often. Every coordinator counts the outcomes of all, so that each would
 * start the same pause, of which the ledger makes one; a key is counted by the one that has its
 * partition. Without rules nothing is counted.
 */
final class ErrorRates {

    private final Consumer<Effect> effects;
    private Paused paused = Paused.NOTHING;
    private List<RuleTally> tallies = List.of();

    ErrorRates(Consumer<Effect> effects) {
        this.effects = effects;
    }

    /** These rules are in force; one that was so before goes on with what it has counted. */
    void follow(Paused now, List<ErrorRule> rules) {
        paused = now;
        List<RuleTally> followed = new ArrayList<>(rules.size());
        for (ErrorRule rule : rules) {
            followed.add(
                    tallies.stream()
                            .filter(tally -> tally.rule.equals(rule))
                            .findFirst()
                            .orElseGet(() -> new RuleTally(rule)));
        }
        followed.forEach(tally -> tally.forget(now));
        tallies = followed;
    }

    /** An attempt has ended, of whichever coordinator. */
    void ended(String namespace, String type, boolean failure, long now) {
        for (int i = 0; i < tallies.size(); i++) {
            RuleTally tally = tallies.get(i);
            if (!tally.isOfKeys()) {
                count(tally, namespace, type, "", failure, now);
            }
        }
    }

    /** An attempt of this coordinator's has ended that has a key. */
    void ended(FairQueue queue, boolean failure, long now) {
        for (int i = 0; i < tallies.size(); i++) {
            RuleTally tally = tallies.get(i);
            if (tally.isOfKeys()) {
                count(tally, queue.tenant.namespace, "", queue.key, failure, now);
            }
        }
    }

    private void count(
            RuleTally tally, String namespace, String type, String key, boolean failure, long now) {
        PauseTarget about = tally.about(namespace, type, key);
        Effect.StartPause pause = about == null ? null : tally.ended(about, failure, paused, now);
        if (pause != null) {
            effects.accept(pause);
        }
    }
}
