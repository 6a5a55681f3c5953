package dev.minion.coordinator.schedule;

import dev.minion.contracts.dedup.AttemptClaim;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Grants what it is asked for, unless the test says otherwise. */
final class ClaimLineDouble implements ClaimLine {

    final List<AttemptClaim> asked = new CopyOnWriteArrayList<>();
    volatile String holder = "";
    volatile CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(true);

    @Override
    public CompletionStage<List<Boolean>> claim(String holder, List<AttemptClaim> attempts) {
        this.holder = holder;
        asked.addAll(attempts);
        return answer.thenApply(granted -> Collections.nCopies(attempts.size(), granted));
    }
}
