package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
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

    /** The server sets its own limit before. */
    private static final int AFTER_THE_SERVERS = 1;

    /** What may be around the input of a lone task. */
    private static final long AROUND_BYTES = 1 << 20;

    /** Smaller bodies are not counted: connections and queues bound them. */
    private static final long SMALL_BYTES = 64 << 10;

    private final BodyBudget budget;
    private final long most;

    BodyLimit(BodySettings settings, PayloadSettings payload) {
        if (payload.maxBytes() > Limits.LARGEST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "MINION_MAX_PAYLOAD_BYTES is at most " + Limits.LARGEST_PAYLOAD_BYTES);
        }
        this.most = Math.max(Limits.BATCH_BYTES, payload.maxBytes() + AROUND_BYTES);
        this.budget = new BodyBudget(settings.bodyBytesInFlight());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
        filters.register(this::hold, AFTER_THE_SERVERS);
    }

    /** Sets the limit at which a body is stopped that announces nothing. */
    private void hold(RoutingContext request) {
        var _ = request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most + AROUND_BYTES);
        request.next();
    }

    private void check(RoutingContext request) {
        long bytes = announced(request);
        if (bytes > most) {
            refuse(
                    request,
                    new ProblemException(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "the body has more than %d bytes".formatted(most)));
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

    private long announced(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        if (length != null) {
            return bytes(length);
        }
        boolean chunked = request.request().getHeader("Transfer-Encoding") != null;
        return chunked ? most : 0;
    }

    private static long bytes(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return Long.MAX_VALUE;
        }
    }
}
