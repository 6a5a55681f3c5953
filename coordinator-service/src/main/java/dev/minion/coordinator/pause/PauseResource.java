package dev.minion.coordinator.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** What is paused beyond single tasks. */
@Path("/api/v1/pauses")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class PauseResource {

    private static final String PAUSES = "/api/v1/pauses/";
    private static final Set<String> PAGE = Set.of("ended", "limit", "cursor");

    private final PauseCalls calls;
    private final Ids ids;

    PauseResource(PauseCalls calls, Ids ids) {
        this.calls = calls;
        this.ids = ids;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> start(@Context RoutingContext request, byte[] body) {
        StartPauseRequest pause =
                PauseBody.read(body, Caller.of(request).namespace())
                        .setId(Ids.toBytes(ids.next()))
                        .build();
        return calls.start(pause).map(PauseResource::begun);
    }

    private static RestResponse<Buffer> begun(PauseResult result) {
        Pause pause = result.getPause();
        return Answers.json(result.getKnown() ? 200 : 201, PauseJson.document(pause))
                .header("Location", PAUSES + Ids.fromBytes(pause.getId()))
                .build();
    }

    @GET
    public Uni<RestResponse<Buffer>> list(@Context RoutingContext request) {
        QueryParameters query = QueryParameters.of(request, PAGE);
        ListPausesRequest page =
                ListPausesRequest.newBuilder()
                        .setEnded(query.flag("ended"))
                        .setLimit((int) query.number("limit", 50, 1, 1_000))
                        .setBefore(RequestId.ofCursor(query.textOrEmpty("cursor")))
                        .build();
        return calls.list(page).map(found -> Answers.ok(PauseJson.document(found)));
    }

    @DELETE
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> end(@PathParam("id") String id) {
        return calls.end(Ids.toBytes(RequestId.ofPath(id)))
                .map(result -> Answers.ok(PauseJson.document(result.getPause())));
    }
}
