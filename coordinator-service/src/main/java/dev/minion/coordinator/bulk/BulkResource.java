package dev.minion.coordinator.bulk;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkJobResult;
import dev.minion.contracts.ledger.BulkJobs;
import dev.minion.contracts.ledger.CancelBulkJobRequest;
import dev.minion.contracts.ledger.GetBulkJobRequest;
import dev.minion.contracts.ledger.ListBulkJobsRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.IdempotencyHeader;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** Jobs that do one thing with many tasks. */
@Path("/api/v1/bulk-jobs")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class BulkResource {

    private static final String JOBS = "/api/v1/bulk-jobs/";
    private static final Set<String> PAGE = Set.of("limit", "cursor");

    private final LedgerCalls calls;
    private final BulkJobs jobs;
    private final Ids ids;

    BulkResource(LedgerCalls calls, @GrpcClient("ledger") BulkJobs jobs, Ids ids) {
        this.calls = calls;
        this.jobs = jobs;
        this.ids = ids;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Buffer>> start(@Context RoutingContext request, byte[] body) {
        StartBulkJobRequest job =
                BulkBodies.start(body, Caller.of(request).namespace())
                        .setId(Ids.toBytes(ids.next()))
                        .setIdempotencyKey(IdempotencyHeader.of(request))
                        .build();
        return calls.patiently(() -> jobs.startBulkJob(job)).map(BulkResource::begun);
    }

    private static RestResponse<Buffer> begun(BulkJobResult result) {
        BulkJob job = job(result);
        var answer =
                Answers.json(202, BulkJson.document(job))
                        .header("Location", JOBS + Ids.fromBytes(job.getId()));
        return result.getReplayed()
                ? answer.header(IdempotencyHeader.REPLAYED, "true").build()
                : answer.build();
    }

    @GET
    public Uni<RestResponse<Buffer>> list(@Context RoutingContext request) {
        QueryParameters query = QueryParameters.of(request, PAGE);
        ListBulkJobsRequest page =
                ListBulkJobsRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setLimit((int) query.number("limit", 50, 1, 1_000))
                        .setBefore(RequestId.ofCursor(query.textOrEmpty("cursor")))
                        .build();
        return calls.patiently(() -> jobs.listBulkJobs(page))
                .map(found -> Answers.ok(BulkJson.document(found)));
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> get(
            @PathParam("id") String id, @Context RoutingContext request) {
        GetBulkJobRequest question =
                GetBulkJobRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .build();
        return calls.patiently(() -> jobs.getBulkJob(question)).map(BulkResource::answer);
    }

    @POST
    @Path("/{id}/cancel")
    public Uni<RestResponse<Buffer>> cancel(
            @PathParam("id") String id, @Context RoutingContext request) {
        CancelBulkJobRequest wish =
                CancelBulkJobRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setId(Ids.toBytes(RequestId.ofPath(id)))
                        .build();
        return calls.patiently(() -> jobs.cancelBulkJob(wish)).map(BulkResource::answer);
    }

    private static RestResponse<Buffer> answer(BulkJobResult result) {
        return Answers.ok(BulkJson.document(job(result)));
    }

    private static BulkJob job(BulkJobResult result) {
        if (result.hasProblem()) {
            throw ProblemException.of(result.getProblem());
        }
        return result.getJob();
    }
}
