package dev.minion.coordinator.schedule;

import dev.minion.contracts.dedup.AttemptClaim;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How attempts are claimed. */
@FunctionalInterface
interface ClaimLine {

    /**
     * Claims attempts for whoever asks.
     *
     * @return one answer for each, in their order; fails where nobody knows
     */
    CompletionStage<List<Boolean>> claim(String holder, List<AttemptClaim> attempts);
}
