package dev.minion.coordinator.submission;

import dev.minion.coordinator.http.Answers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Turns submissions away before their bodies are read while the queue to the ledger is full: under
 * overload most of what comes is refused, and what that costs is taken from the work accepted.
 */
@ApplicationScoped
class AdmissionGate {

    /** After the body limit, so that what is passed over here is never too long. */
    private static final int PRIORITY = 390;

    private static final Set<String> PATHS = Set.of("/api/v1/tasks", "/api/v1/tasks/batch");

    private final CreationQueue queue;

    AdmissionGate(CreationQueue queue) {
        this.queue = queue;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext request) {
        if (HttpMethod.POST.equals(request.request().method())
                && PATHS.contains(request.request().path())
                && queue.refusing()) {
            refuse(request);
        } else {
            request.next();
        }
    }

    /** The body is passed over, so that the connection serves the next request. */
    private static void refuse(RoutingContext request) {
        Answers.end(CreationQueue.full(), request);
        request.request().resume();
    }
}
