package dev.minion.coordinator.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
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
import org.jboss.resteasy.reactive.RestResponse;

/** By which error rates something is paused. */
@Path("/api/v1/pause-rules")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class PauseRuleResource {

    private static final String RULES = "/api/v1/pause-rules/";

    private final PauseCalls calls;
    private final Ids ids;

    PauseRuleResource(PauseCalls calls, Ids ids) {
        this.calls = calls;
        this.ids = ids;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> put(@Context RoutingContext request, byte[] body) {
        PutPauseRuleRequest.Builder rule = RuleBody.read(body, Caller.of(request).namespace());
        rule.getRuleBuilder().setId(Ids.toBytes(ids.next()));
        return calls.put(rule.build()).map(PauseRuleResource::taken);
    }

    private static RestResponse<Buffer> taken(PauseRule rule) {
        return Answers.json(201, PauseJson.document(rule))
                .header("Location", RULES + Ids.fromBytes(rule.getId()))
                .build();
    }

    @GET
    public Uni<RestResponse<Buffer>> list() {
        return calls.rules().map(rules -> Answers.ok(PauseJson.document(rules)));
    }

    @DELETE
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> remove(@PathParam("id") String id) {
        return calls.removeRule(Ids.toBytes(RequestId.ofPath(id)))
                .map(rule -> Answers.ok(PauseJson.document(rule)));
    }
}
