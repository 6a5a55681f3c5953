package dev.minion.coordinator.pause;

import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.Standing;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A ledger that says what a test wants, at once or when the test wants it. */
final class SourceDouble implements StandingSource {

    final List<StartPauseRequest> started = new ArrayList<>();
    final List<CompletableFuture<Standing>> held = new ArrayList<>();
    private Standing standing = Standing.getDefaultInstance();
    PauseResult result = PauseResult.getDefaultInstance();
    boolean away;
    boolean holds;
    int looks;

    void say(long nowUs, List<Pause> pauses, PauseRule... rules) {
        standing =
                Standing.newBuilder()
                        .setNowUs(nowUs)
                        .addAllPauses(pauses)
                        .addAllRules(List.of(rules))
                        .build();
    }

    Standing said() {
        return standing;
    }

    @Override
    public Uni<Standing> standing() {
        looks++;
        if (holds) {
            CompletableFuture<Standing> answer = new CompletableFuture<>();
            held.add(answer);
            return Uni.createFrom().completionStage(answer);
        }
        return away ? gone() : Uni.createFrom().item(standing);
    }

    @Override
    public Uni<PauseResult> start(StartPauseRequest request) {
        started.add(request);
        return away ? gone() : Uni.createFrom().item(result);
    }

    private static <T> Uni<T> gone() {
        return Uni.createFrom().failure(new IllegalStateException("the ledger is away"));
    }
}
