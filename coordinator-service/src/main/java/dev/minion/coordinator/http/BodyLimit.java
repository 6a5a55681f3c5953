package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body before the first of its bytes is read: one that announces too many, and one for
 * which there is no room beside the others under way. One that announces nothing counts as the
 * largest; the server's own limit, a little higher, stops it, and that 413 has no document.
 */
@ApplicationScoped
class BodyLimit {

    private static final int PRIORITY = 400;

    /** Smaller bodies are not counted: connections and queues bound them. */
    private static final long SMALL_BYTES = 64 << 10;

    private final BodyBudget budget;

    BodyLimit(BodySettings settings) {
        this.budget = new BodyBudget(settings.bodyBytesInFlight());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext request) {
        long bytes = announced(request);
        if (bytes > Limits.BATCH_BYTES) {
            refuse(
                    request,
                    new ProblemException(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "the body has more than %d bytes".formatted(Limits.BATCH_BYTES)));
        } else if (bytes <= SMALL_BYTES) {
            request.next();
        } else if (budget.take(bytes)) {
            request.addEndHandler(_ -> budget.giveBack(bytes));
            request.next();
        } else {
            refuse(
                    request,
                    new ProblemException(
                            FailureCode.OVERLOADED, "too many large bodies are under way"));
        }
    }

    private static void refuse(RoutingContext request, ProblemException problem) {
        request.response()
                .putHeader("Connection", "close")
                .endHandler(_ -> request.request().connection().close());
        Answers.end(problem, request);
    }

    private static long announced(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        if (length != null) {
            return bytes(length);
        }
        boolean chunked = request.request().getHeader("Transfer-Encoding") != null;
        return chunked ? Limits.BATCH_BYTES : 0;
    }

    private static long bytes(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return Long.MAX_VALUE;
        }
    }
}
