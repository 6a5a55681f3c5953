package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ExplainTaskRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.EntityTags;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskChanges.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** Tasks that exist: read, explain, delete. */
@Path("/api/v1/tasks")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class TaskResource {

    private static final Set<String> WAIT = Set.of("wait");

    private final LedgerCalls ledger;
    private final TaskWaits waits;
    private final TaskChanges changes;
    private final Overlay overlay;
    private final SeenVersions seen;

    TaskResource(
            LedgerCalls ledger,
            TaskWaits waits,
            TaskChanges changes,
            Overlay overlay,
            SeenVersions seen) {
        this.ledger = ledger;
        this.waits = waits;
        this.changes = changes;
        this.overlay = overlay;
        this.seen = seen;
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> get(
            @PathParam("id") String id, @Context RoutingContext request) {
        Caller caller = Caller.of(request);
        UUID task = RequestId.ofPath(id);
        Duration wait = QueryParameters.of(request, WAIT).duration("wait", waits.longest());
        return waits.read(caller.namespace(), task, wait)
                .map(found -> answer(found.orElseThrow(() -> TaskChanges.notFound(task))));
    }

    @GET
    @Path("/{id}/why")
    public Uni<RestResponse<Buffer>> why(
            @PathParam("id") String id, @Context RoutingContext request) {
        Caller caller = Caller.of(request);
        var question =
                ExplainTaskRequest.newBuilder()
                        .setNamespace(caller.namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .build();
        return ledger.call(stub -> stub.explainTask(question))
                .map(
                        facts -> {
                            if (facts.hasProblem()) {
                                throw ProblemException.of(facts.getProblem());
                            }
                            Task task = facts.getTask();
                            seen.shown(task);
                            return Answers.ok(
                                    new Explanation(
                                                    facts,
                                                    overlay.place(task),
                                                    overlay.capability(task.getType()),
                                                    overlay.fit(task),
                                                    overlay.pause(task))
                                            .document());
                        });
    }

    @DELETE
    @Path("/{id}")
    public Uni<RestResponse<Void>> delete(
            @PathParam("id") String id, @Context RoutingContext request) {
        Caller caller = Caller.of(request);
        return changes.delete(new Target(caller.namespace(), RequestId.ofPath(id)))
                .map(_ -> RestResponse.noContent());
    }

    /** A task with its version as entity tag. */
    static RestResponse<Buffer> answer(Task task) {
        return Answers.json(200, TaskJson.document(task))
                .header("ETag", EntityTags.of(task.getVersion()))
                .build();
    }
}
