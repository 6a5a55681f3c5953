package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of one task. A route of its own, since the REST layer sends the head of an event
 * stream before it is known whether there is such a task.
 */
@ApplicationScoped
class EventsRoute {

    private static final String PATH = "/api/v1/tasks/:id/events";

    private final TaskReader reader;
    private final EventStreams streams;

    EventsRoute(TaskReader reader, EventStreams streams) {
        this.reader = reader;
        this.streams = streams;
    }

    void register(@Observes Router router) {
        router.route(PATH).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        try {
            begin(request);
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    /** A client that has heard the end gets 204, which tells an EventSource to stay away. */
    private void begin(RoutingContext request) {
        if (!HttpMethod.GET.equals(request.request().method())) {
            throw new ProblemException(
                    FailureCode.METHOD_NOT_ALLOWED, "this path does not take this method");
        }
        Caller caller = Caller.of(request);
        UUID id = RequestId.ofPath(request.pathParam("id"));
        long after = lastEvent(request.request().getHeader("Last-Event-ID"));
        var loop = request.vertx().getOrCreateContext();
        var ignored =
                reader.read(caller.namespace(), id)
                        .subscribe()
                        .with(
                                task ->
                                        loop.runOnContext(
                                                _ -> stream(request, caller, id, after, task)),
                                e -> loop.runOnContext(_ -> Answers.end(e, request)));
    }

    private void stream(
            RoutingContext request, Caller caller, UUID id, long after, Optional<Task> task) {
        try {
            Task found = task.orElseThrow(() -> TaskChanges.notFound(id));
            if (EventStreams.over(found, after)) {
                var ignored = request.response().setStatusCode(204).end();
            } else {
                streams.open(request, caller.namespace(), id, after);
            }
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    private static long lastEvent(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException notOurs) {
            throw new ProblemException(
                    FailureCode.BAD_PARAMETER, "Last-Event-ID must be the id of an earlier event");
        }
    }
}
