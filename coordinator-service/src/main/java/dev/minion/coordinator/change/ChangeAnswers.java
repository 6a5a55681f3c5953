package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.ChangesPage;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Ends requests that do not go through the REST layer. */
final class ChangeAnswers {

    private ChangeAnswers() {}

    static void end(ChangesPage page, RoutingContext request) {
        var ignored =
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Buffer.buffer(ChangeJson.page(page).bytes()));
    }
}
