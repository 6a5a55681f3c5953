package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.ReadChangesRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * One who reads page after page from where it is, as long as there are any, and then waits to be
 * woken. Its state belongs to the event loop of its connection.
 */
abstract class Follower {

    private final ChangeCalls calls;
    private final Context loop;
    private ReadChangesRequest question;
    private boolean reading;
    private boolean wokenMeanwhile;
    private volatile boolean behind;

    Follower(ChangeCalls calls, ReadChangesRequest first) {
        this.calls = calls;
        this.question = first;
        this.loop = Vertx.currentContext();
    }

    /** Whether it can take a page now; it is to be woken when that changes. */
    abstract boolean ready();

    /** The next page, which may be empty. */
    abstract void show(ChangesPage page);

    abstract void failed(Throwable failure);

    /** Something is there that the ledger could not give yet. */
    boolean behind() {
        return behind;
    }

    /** There may be more. */
    void wake() {
        loop.runOnContext(
                _ -> {
                    if (reading) {
                        wokenMeanwhile = true;
                    } else if (ready()) {
                        read();
                    }
                });
    }

    /** Runs something where the follower's state is. */
    void onLoop(Runnable work) {
        loop.runOnContext(_ -> work.run());
    }

    private void read() {
        reading = true;
        wokenMeanwhile = false;
        var ignored =
                calls.read(question)
                        .subscribe()
                        .with(page -> onLoop(() -> take(page)), e -> onLoop(() -> failed(e)));
    }

    private void take(ChangesPage page) {
        boolean moved = !page.getNext().equals(question.getPosition());
        question = question.toBuilder().setPosition(page.getNext()).build();
        behind = !page.getCaughtUp();
        reading = false;
        show(page);
        if (ready() && (wokenMeanwhile || (behind && moved))) {
            read();
        }
    }
}
