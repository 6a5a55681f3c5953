package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body that announces too many bytes before the first of them is read. One that announces
 * nothing is stopped by the server's own limit, a little higher, whose 413 has no document.
 */
@ApplicationScoped
class BodyLimit {

    private static final int PRIORITY = 400;

    void register(@Observes Filters filters) {
        filters.register(BodyLimit::check, PRIORITY);
    }

    private static void check(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        if (length == null || bytes(length) <= Limits.BATCH_BYTES) {
            request.next();
            return;
        }
        request.response()
                .putHeader("Connection", "close")
                .endHandler(_ -> request.request().connection().close());
        Answers.end(
                new ProblemException(
                        FailureCode.PAYLOAD_TOO_LARGE,
                        "the body has %s bytes, more than %d"
                                .formatted(length, Limits.BATCH_BYTES)),
                request);
    }

    private static long bytes(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return Long.MAX_VALUE;
        }
    }
}
