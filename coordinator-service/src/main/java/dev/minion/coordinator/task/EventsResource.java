package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** The events of one task. */
@Path("/api/v1/tasks/{id}/events")
class EventsResource {

    private final TaskReader reader;
    private final EventStreams streams;

    EventsResource(TaskReader reader, EventStreams streams) {
        this.reader = reader;
        this.streams = streams;
    }

    /**
     * Events from the task's present state on. A client that has seen the terminal event gets 204,
     * which tells an EventSource to stay away.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public RestMulti<OutboundSseEvent> events(
            @PathParam("id") String text, @Context RoutingContext request, @Context Sse sse) {
        Caller caller = Caller.of(request);
        UUID id = TaskResource.id(text);
        long after = lastEvent(request.request().getHeader("Last-Event-ID"));
        return RestMulti.fromUniResponse(
                reader.read(caller.namespace(), id)
                        .map(task -> task.orElseThrow(() -> TaskChanges.notFound(id))),
                task ->
                        over(task, after)
                                ? Multi.createFrom().empty()
                                : streams.open(sse, caller.namespace(), id, after),
                _ -> Map.of("Cache-Control", List.of("no-store")),
                task -> over(task, after) ? 204 : 200);
    }

    private static boolean over(Task task, long after) {
        return Statuses.terminal(task.getStatus()) && task.getVersion() <= after;
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
