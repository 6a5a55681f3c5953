package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.DeadLetterGroup;
import dev.minion.contracts.ledger.DeadLetterGroups;
import dev.minion.contracts.ledger.GroupDeadLettersRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ReplayResult;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.EntityTags;
import dev.minion.coordinator.http.IdempotencyHeader;
import dev.minion.coordinator.http.PayloadSettings;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskChanges.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** Tasks whose retries have run out, for those who look after them. */
@Path("/api/v1/dead-letters")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class DeadLetterResource {

    private static final int LETTER_BYTES = 3_000;
    private static final int GROUP_BYTES = 600;

    private final DeadLetterCalls letters;
    private final TaskLists lists;
    private final TaskReader reader;
    private final PayloadSettings payload;

    DeadLetterResource(
            DeadLetterCalls letters, TaskLists lists, TaskReader reader, PayloadSettings payload) {
        this.letters = letters;
        this.lists = lists;
        this.reader = reader;
        this.payload = payload;
    }

    @GET
    public Uni<RestResponse<Buffer>> list(@Context RoutingContext request) {
        String namespace = Caller.of(request).namespace();
        ListTasksRequest query = ListQuery.deadLetters(request, namespace);
        return lists.answer(query, request);
    }

    @GET
    @Path("/groups")
    public Uni<RestResponse<Buffer>> groups(@Context RoutingContext request) {
        String namespace = Caller.of(request).namespace();
        ListTasksRequest query = ListQuery.deadLetterGroups(request, namespace);
        GroupDeadLettersRequest question =
                GroupDeadLettersRequest.newBuilder()
                        .setFilter(query)
                        .setLimit(query.getLimit())
                        .build();
        return letters.groups(question).map(found -> Answers.ok(document(found)));
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<Buffer>> get(
            @PathParam("id") String id, @Context RoutingContext request) {
        Target target = target(id, request);
        return reader.readNow(target.namespace(), target.id())
                .map(found -> found.orElseThrow(() -> TaskChanges.notFound(target.id())))
                .invoke(DeadLetterResource::requireDead)
                .chain(task -> letters.timeline(target).map(timeline -> answer(task, timeline)));
    }

    private static void requireDead(Task task) {
        if (task.getStatus() != TaskStatus.DEAD || task.getDiscarded()) {
            String now = task.getDiscarded() ? "was discarded" : Statuses.text(task.getStatus());
            throw new ProblemException(
                    FailureCode.TASK_NOT_FOUND, "it is no dead letter: it is there, and " + now);
        }
    }

    private static RestResponse<Buffer> answer(Task task, Timeline timeline) {
        JsonOut out =
                new JsonOut(LETTER_BYTES + task.getSerializedSize())
                        .object()
                        .raw("task", ByteString.copyFrom(TaskJson.document(task).bytes()));
        TimelineResource.members(out.object("timeline"), timeline).endObject().endObject();
        return Answers.json(200, out).header("ETag", EntityTags.of(task.getVersion())).build();
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public Uni<RestResponse<Buffer>> edit(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        Target target = target(id, request);
        var edit = DeadLetterBodies.edit(body, payload.maxBytes());
        var ifMatch = EntityTags.ifMatch(request.request().getHeader("If-Match"));
        return letters.edit(target, edit, ifMatch).map(TaskResource::answer);
    }

    @POST
    @Path("/{id}/replay")
    public Uni<RestResponse<Buffer>> replay(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        TaskChangeResource.requireJson(request, body);
        Target target = target(id, request);
        String key = IdempotencyHeader.of(request);
        return letters.replay(target, DeadLetterBodies.replay(body), key)
                .map(replay -> answer(replay, key));
    }

    /** A key that was made up for one call tells a client nothing. */
    private static RestResponse<Buffer> answer(ReplayResult replay, String key) {
        Task task = replay.getResult().getTask();
        var answer =
                Answers.json(200, TaskJson.document(task))
                        .header("ETag", EntityTags.of(task.getVersion()));
        if (replay.getReplayed() && !key.isEmpty()) {
            answer.header(IdempotencyHeader.REPLAYED, "true");
        }
        return answer.build();
    }

    @POST
    @Path("/{id}/discard")
    public Uni<RestResponse<Buffer>> discard(
            @PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        TaskChangeResource.requireJson(request, body);
        Target target = target(id, request);
        return letters.discard(target, DeadLetterBodies.discard(body)).map(TaskResource::answer);
    }

    private static Target target(String id, RoutingContext request) {
        return new Target(Caller.of(request).namespace(), RequestId.ofPath(id));
    }

    private static JsonOut document(DeadLetterGroups groups) {
        JsonOut out = new JsonOut(GROUP_BYTES * (1 + groups.getGroupsCount()));
        out.object().array("items");
        groups.getGroupsList().forEach(group -> write(out, group));
        return out.endArray()
                .number("looked_at", groups.getLookedAt())
                .bool("complete", groups.getComplete())
                .endObject();
    }

    private static void write(JsonOut out, DeadLetterGroup group) {
        out.object()
                .text("type", group.getType())
                .text("code", group.getCode())
                .text("cause", group.getCause())
                .number("tasks", group.getTasks())
                .time("first_at", group.getFirstUs())
                .time("last_at", group.getLastUs())
                .text("message", group.getMessage())
                .array("sample");
        group.getSampleList().forEach(out::uuid);
        out.endArray().endObject();
    }
}
