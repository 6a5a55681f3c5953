package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.JsonOut;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jboss.resteasy.reactive.RestResponse;

/** Many tasks at once: read, update, record progress. Each item is answered by itself. */
@Path("/api/v1/tasks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class TaskBatchResource {

    private static final int BYTES_AN_ITEM = 100;

    private final TaskLists lists;
    private final TaskBatch batch;

    TaskBatchResource(TaskLists lists, TaskBatch batch) {
        this.lists = lists;
        this.batch = batch;
    }

    @POST
    @Path("/get")
    public Uni<RestResponse<Buffer>> get(@Context RoutingContext request, byte[] body) {
        String namespace = namespace(request);
        return lists.answer(namespace, BatchBodies.ids(body), request);
    }

    @POST
    @Path("/update")
    public Uni<RestResponse<Buffer>> update(@Context RoutingContext request, byte[] body) {
        String namespace = namespace(request);
        return batch.patch(namespace, BatchBodies.updates(body))
                .map(tasks -> document(tasks, TaskBatchResource::write));
    }

    @POST
    @Path("/progress")
    public Uni<RestResponse<Buffer>> progress(@Context RoutingContext request, byte[] body) {
        String namespace = namespace(request);
        return batch.record(namespace, BatchBodies.records(body))
                .map(records -> document(records, TaskBatchResource::write));
    }

    private static String namespace(RoutingContext request) {
        var ignored = QueryParameters.of(request, Set.of());
        return Caller.of(request).namespace();
    }

    private static <T> RestResponse<Buffer> document(
            List<Outcome<T>> items, BiConsumer<JsonOut, T> write) {
        JsonOut out = new JsonOut(64 + BYTES_AN_ITEM * items.size()).object();
        int accepted = BatchAnswers.items(out, items, write);
        return Answers.ok(
                out.number("accepted", accepted)
                        .number("rejected", items.size() - accepted)
                        .endObject());
    }

    private static void write(JsonOut out, Task task) {
        var _ =
                out.object()
                        .uuid("id", task.getId())
                        .text("status", Statuses.text(task.getStatus()))
                        .number("version", task.getVersion())
                        .endObject();
    }

    private static void write(JsonOut out, ProgressRecord record) {
        var _ =
                out.object()
                        .number("sequence", record.getSequence())
                        .number("attempt", record.getAttempt())
                        .time("at", record.getAtUs())
                        .endObject();
    }
}
