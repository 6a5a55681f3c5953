package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.EntityTags;
import dev.minion.coordinator.http.PayloadSettings;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskChanges.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestResponse;

/** Tasks that exist: change them. Where a body may be left out, so may its type. */
@Path("/api/v1/tasks")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class TaskChangeResource {

    private static final String JSON = MediaType.APPLICATION_JSON;

    private final TaskChanges changes;
    private final PayloadSettings payload;

    TaskChangeResource(TaskChanges changes, PayloadSettings payload) {
        this.changes = changes;
        this.payload = payload;
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public Uni<RestResponse<Buffer>> patch(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        Target target = target(id, request);
        return answer(changes.patch(target, ChangeBodies.patch(body), ifMatch(request)));
    }

    @POST
    @Path("/{id}/cancel")
    public Uni<RestResponse<Buffer>> cancel(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        return answer(changes.cancel(target, ChangeBodies.reason(body), ifMatch(request)));
    }

    @POST
    @Path("/{id}/retry")
    public Uni<RestResponse<Buffer>> retry(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        ChangeBodies.nothing(body);
        return answer(changes.retry(target));
    }

    @POST
    @Path("/{id}/pause")
    public Uni<RestResponse<Buffer>> pause(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        return answer(changes.pause(target, ChangeBodies.reason(body)));
    }

    @POST
    @Path("/{id}/resume")
    public Uni<RestResponse<Buffer>> resume(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        return answer(changes.resume(target, ChangeBodies.reason(body)));
    }

    @POST
    @Path("/{id}/complete")
    public Uni<RestResponse<Buffer>> complete(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        return answer(changes.complete(target, ChangeBodies.complete(body, payload.maxBytes())));
    }

    @POST
    @Path("/{id}/fail")
    public Uni<RestResponse<Buffer>> fail(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        requireJson(request, body);
        Target target = target(id, request);
        return answer(changes.fail(target, ChangeBodies.fail(body)));
    }

    /** Where there is a body, it says that it is JSON. */
    static void requireJson(RoutingContext request, byte[] body) {
        String type = request.request().getHeader("Content-Type");
        boolean json = type != null && type.regionMatches(true, 0, JSON, 0, JSON.length());
        if (body.length > 0 && !json) {
            throw new ProblemException(
                    FailureCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
        }
    }

    private static Target target(String id, RoutingContext request) {
        return new Target(Caller.of(request).namespace(), RequestId.ofPath(id));
    }

    private static OptionalLong ifMatch(RoutingContext request) {
        return EntityTags.ifMatch(request.request().getHeader("If-Match"));
    }

    private static Uni<RestResponse<Buffer>> answer(Uni<Task> change) {
        return change.map(TaskResource::answer);
    }
}
