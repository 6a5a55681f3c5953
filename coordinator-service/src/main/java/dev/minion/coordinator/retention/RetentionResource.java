package dev.minion.coordinator.retention;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Purge;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** Purges, restores and sizes, over all namespaces. */
@Path("/api/v1/admin")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class RetentionResource {

    private static final String PURGES = "/api/v1/admin/purges/";

    private final Retention retention;

    RetentionResource(Retention retention) {
        this.retention = retention;
    }

    @POST
    @Path("/purges")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> purge(byte[] body) {
        return retention.purge(RetentionBodies.purge(body)).map(RetentionResource::begun);
    }

    /** A dry run that is over needs no second look. */
    private static RestResponse<Buffer> begun(Purge purge) {
        boolean over = purge.getDryRun() && purge.getFinished();
        return Answers.json(over ? 200 : 202, RetentionJson.purge(purge))
                .header("Location", PURGES + Ids.fromBytes(purge.getId()))
                .build();
    }

    @GET
    @Path("/purges/{id}")
    public Uni<RestResponse<Buffer>> get(@PathParam("id") String text) {
        return retention
                .get(RequestId.ofPath(text))
                .map(purge -> Answers.ok(RetentionJson.purge(purge)));
    }

    @POST
    @Path("/restores")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> restore(byte[] body) {
        return retention
                .restore(RetentionBodies.restore(body))
                .map(done -> Answers.ok(RetentionJson.restore(done)));
    }

    @GET
    @Path("/size")
    public Uni<RestResponse<Buffer>> size() {
        return retention.sizes().map(sizes -> Answers.ok(RetentionJson.sizes(sizes)));
    }
}
