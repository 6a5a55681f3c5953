package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.ListProgressResponse;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskChanges.Target;
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
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a task. A record whose outcome was unknown is recorded again: a client may find it
 * twice, with two sequence numbers.
 */
@Path("/api/v1/tasks/{id}/progress")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class ProgressResource {

    private static final Set<String> PAGE = Set.of("limit", "cursor");

    private final LedgerCalls ledger;
    private final TaskChanges changes;
    private final BatchedChanges batched;

    ProgressResource(LedgerCalls ledger, TaskChanges changes, BatchedChanges batched) {
        this.ledger = ledger;
        this.changes = changes;
        this.batched = batched;
    }

    @POST
    public Uni<RestResponse<Buffer>> record(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        Target target = target(id, request);
        ChangeBodies.Progress progress = ChangeBodies.progress(body);
        return changes.fence(target, progress.fence())
                .chain(fence -> batched.record(List.of(progress.record(target, fence))))
                .map(
                        results -> {
                            ProgressResult result = results.getFirst();
                            if (result.hasProblem()) {
                                throw ProblemException.of(result.getProblem());
                            }
                            return Answers.json(201, one(result.getProgress())).build();
                        });
    }

    @GET
    public Uni<RestResponse<Buffer>> list(
            @PathParam("id") String id, @Context RoutingContext request) {
        QueryParameters query = QueryParameters.of(request, PAGE);
        int limit = (int) query.number("limit", 50, 1, 1_000);
        var page = of(id, request).setLimit(limit).setAfterSequence(after(query)).build();
        return read(page).map(records -> Answers.ok(document(records, limit)));
    }

    @GET
    @Path("/latest")
    public Uni<RestResponse<Buffer>> latest(
            @PathParam("id") String id, @Context RoutingContext request) {
        return read(of(id, request).setLatest(true).setLimit(1).build())
                .map(
                        records -> {
                            if (records.getItemsCount() == 0) {
                                throw new ProblemException(
                                        FailureCode.NO_PROGRESS, "the task has no progress record");
                            }
                            return Answers.ok(one(records.getItems(0)));
                        });
    }

    private Uni<ListProgressResponse> read(ListProgressRequest page) {
        return ledger.call(stub -> stub.listProgress(page))
                .invoke(
                        records -> {
                            if (records.hasProblem()) {
                                throw ProblemException.of(records.getProblem());
                            }
                        });
    }

    private static JsonOut document(ListProgressResponse records, int limit) {
        JsonOut out = new JsonOut(200 * (1 + records.getItemsCount())).object().array("items");
        String next = null;
        for (ProgressRecord item : records.getItemsList()) {
            TaskJson.write(out, item);
            next = Long.toString(item.getSequence());
        }
        @Nullable String cursor = records.getItemsCount() < limit ? null : next;
        return out.endArray().text("next_cursor", cursor).endObject();
    }

    private static JsonOut one(ProgressRecord item) {
        return TaskJson.write(new JsonOut(256), item);
    }

    private static long after(QueryParameters query) {
        String cursor = query.textOrEmpty("cursor");
        if (cursor.isEmpty()) {
            return 0;
        }
        try {
            return query.number("cursor", 0, 0, Long.MAX_VALUE);
        } catch (ProblemException notANumber) {
            throw new ProblemException(
                    FailureCode.BAD_CURSOR, "the cursor is not from an earlier answer");
        }
    }

    private static ListProgressRequest.Builder of(String id, RoutingContext request) {
        Target target = target(id, request);
        return ListProgressRequest.newBuilder()
                .setNamespace(target.namespace())
                .setId(target.idBytes());
    }

    private static Target target(String id, RoutingContext request) {
        return new Target(Caller.of(request).namespace(), RequestId.ofPath(id));
    }
}
