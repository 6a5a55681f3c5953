package dev.minion.coordinator.queue;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ListQueuesRequest;
import dev.minion.contracts.ledger.ListQueuesResponse;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.DemandsJson;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The list of queues. */
@Path("/api/v1/queues")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class QueueResource {

    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");
    private static final int MOST = 200;

    private final LedgerCalls ledger;

    QueueResource(LedgerCalls ledger) {
        this.ledger = ledger;
    }

    @GET
    public Uni<RestResponse<Buffer>> list(@Context RoutingContext request) {
        Caller caller = Caller.of(request);
        QueryParameters query = QueryParameters.of(request, PARAMETERS);
        ListQueuesRequest question =
                ListQueuesRequest.newBuilder()
                        .setNamespace(caller.namespace())
                        .setLimit((int) query.number("limit", 50, 1, MOST))
                        .setAfterQueue(place(query.textOrEmpty("cursor")))
                        .build();
        return ledger.call(stub -> stub.listQueues(question)).map(page -> Answers.ok(json(page)));
    }

    private static int place(String cursor) {
        if (cursor.isEmpty()) {
            return -1;
        }
        try {
            int place = Integer.parseInt(cursor, 36);
            if (place >= 0) {
                return place;
            }
        } catch (NumberFormatException notOurs) {
            throw badCursor(notOurs);
        }
        throw badCursor(null);
    }

    private static ProblemException badCursor(@Nullable Throwable cause) {
        ProblemException bad =
                new ProblemException(
                        FailureCode.BAD_CURSOR, "the cursor is not from a page of queues");
        if (cause != null) {
            bad.addSuppressed(cause);
        }
        return bad;
    }

    private static JsonOut json(ListQueuesResponse page) {
        JsonOut out = new JsonOut(200 * (1 + page.getQueuesCount())).object().array("items");
        page.getQueuesList().forEach(queue -> write(out, queue));
        String next = page.hasNextQueue() ? Integer.toString(page.getNextQueue(), 36) : null;
        return out.endArray().text("next_cursor", next).endObject();
    }

    private static void write(JsonOut out, TaskQueue queue) {
        out.object()
                .text("key", queue.getFlow().getKey().isEmpty() ? null : queue.getFlow().getKey());
        if (!queue.getFlow().getKey().isEmpty()) {
            var ignored = DemandsJson.flow(out.object("flow"), queue.getFlow()).endObject();
        }
        out.bool("paused", queue.getPaused())
                .number("queued", queue.getQueued())
                .bool("queued_is_least", queue.getQueuedIsLeast())
                .number("running", queue.getRunning())
                .time("oldest_at", queue.getOldestUs());
        if (queue.getRateRetryAfterMs() > 0) {
            out.text("rate_free_in", Durations.format(queue.getRateRetryAfterMs()));
        }
        var ignored = out.endObject();
    }
}
