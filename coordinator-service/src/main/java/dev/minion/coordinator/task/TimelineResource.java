package dev.minion.coordinator.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of a task, step by step. */
@Path("/api/v1/tasks/{id}/timeline")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class TimelineResource {

    private static final int BYTES_A_STEP = 250;

    private final LedgerCalls calls;
    private final TaskHistory history;

    TimelineResource(LedgerCalls calls, @GrpcClient("ledger") TaskHistory history) {
        this.calls = calls;
        this.history = history;
    }

    @GET
    public Uni<RestResponse<Buffer>> timeline(
            @PathParam("id") String id, @Context RoutingContext request) {
        var ignored = QueryParameters.of(request, Set.of());
        var question =
                GetTimelineRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .build();
        return calls.patiently(() -> history.getTimeline(question))
                .map(
                        timeline -> {
                            if (timeline.hasProblem()) {
                                throw ProblemException.of(timeline.getProblem());
                            }
                            return Answers.ok(document(timeline));
                        });
    }

    private static JsonOut document(Timeline timeline) {
        return members(
                        new JsonOut(BYTES_A_STEP * (1 + timeline.getTransitionsCount())).object(),
                        timeline)
                .endObject();
    }

    /** Writes a timeline's members into the object that is open. */
    static JsonOut members(JsonOut out, Timeline timeline) {
        out.array("items");
        timeline.getTransitionsList()
                .forEach(step -> TransitionJson.members(out.object(), step).endObject());
        return out.endArray().bool("truncated", timeline.getTruncated());
    }
}
