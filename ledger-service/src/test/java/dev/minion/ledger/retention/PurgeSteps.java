package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Carries purges out at once, for tests in which nobody looks for them. */
@ApplicationScoped
public class PurgeSteps {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Purger purger;

    PurgeSteps(Purger purger) {
        this.purger = purger;
    }

    /** Page after page, until nothing is left. */
    public void toTheEnd() {
        assertThat(pages().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    private Future<Boolean> pages() {
        return purger.step().compose(more -> more ? pages() : Future.succeededFuture(false));
    }
}
