package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.coordinator.http.Answers;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** A long poll: answered with the first page that has anything, or at the end of the wait. */
final class ChangeWait extends Follower {

    private final RoutingContext request;
    private ChangesPage last = ChangesPage.getDefaultInstance();
    private boolean timeIsUp;

    ChangeWait(ChangeCalls calls, ChangeQuery query, RoutingContext request) {
        super(calls, query.first());
        this.request = request;
    }

    @Override
    boolean ready() {
        HttpServerResponse response = request.response();
        return !response.ended() && !response.closed();
    }

    @Override
    void show(ChangesPage page) {
        last = page;
        if (page.getChangesCount() > 0 || timeIsUp) {
            answer();
        }
    }

    @Override
    void failed(Throwable failure) {
        if (ready()) {
            Answers.end(failure, request);
        }
    }

    /** Where the first page is not there yet, its cursor is waited for. */
    void timeIsUp() {
        onLoop(
                () -> {
                    timeIsUp = true;
                    if (!last.getNext().isEmpty()) {
                        answer();
                    }
                });
    }

    private void answer() {
        if (ready()) {
            ChangeAnswers.end(last, request);
        }
    }
}
