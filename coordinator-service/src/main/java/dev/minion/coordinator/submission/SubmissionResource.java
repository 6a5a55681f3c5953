package dev.minion.coordinator.submission;

import dev.minion.contracts.Ids;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.IdempotencyHeader;
import dev.minion.coordinator.http.PayloadSettings;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskJson;
import dev.minion.coordinator.task.TaskWaits;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** Where work comes in over REST. Runs on the event loop, on the bytes of the body. */
@Path("/api/v1/tasks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
class SubmissionResource {

    private static final Set<String> ATOMIC = Set.of("atomic");
    private static final Set<String> WAIT = Set.of("wait");

    private final BodyReader bodies;
    private final Submissions submissions;
    private final KeyedSubmissions lone;
    private final TaskWaits waits;

    SubmissionResource(
            PayloadSettings payload,
            Submissions submissions,
            KeyedSubmissions lone,
            TaskWaits waits) {
        this.bodies = new BodyReader(payload.maxBytes());
        this.submissions = submissions;
        this.lone = lone;
        this.waits = waits;
    }

    @POST
    public Uni<RestResponse<Buffer>> submit(@Context RoutingContext request, byte[] body) {
        Caller caller = Caller.of(request);
        Duration wait = QueryParameters.of(request, WAIT).duration("wait", waits.longest());
        Draft draft = bodies.one(body);
        if (draft instanceof Draft.Faulty faulty) {
            throw new ProblemException(faulty.problem());
        }
        return lone.submit(Request.one(draft, IdempotencyHeader.of(request), caller))
                .chain(answer -> waited(answer, caller, wait))
                .map(SubmissionResource::created);
    }

    /** It is accepted, however the wait ends. */
    private Uni<KeyedSubmissions.Answer> waited(
            KeyedSubmissions.Answer answer, Caller caller, Duration wait) {
        if (wait.isZero()) {
            return Uni.createFrom().item(answer);
        }
        return waits.read(caller.namespace(), Ids.fromBytes(answer.task().getId()), wait)
                .map(found -> answer.with(found.orElse(answer.task())))
                .onFailure()
                .recoverWithItem(answer);
    }

    @POST
    @Path("/batch")
    public Uni<RestResponse<Buffer>> batch(@Context RoutingContext request, byte[] body) {
        Caller caller = Caller.of(request);
        boolean atomic = QueryParameters.of(request, ATOMIC).flag("atomic");
        Request batch =
                Request.batch(bodies.batch(body), atomic, IdempotencyHeader.of(request), caller);
        return submissions
                .submit(batch)
                .map(
                        receipts -> {
                            var answer = Answers.json(200, BatchAnswer.document(batch, receipts));
                            if (BatchAnswer.replayed(receipts)) {
                                answer.header(IdempotencyHeader.REPLAYED, "true");
                            }
                            return answer.build();
                        });
    }

    private static RestResponse<Buffer> created(KeyedSubmissions.Answer answer) {
        String id = Ids.fromBytes(answer.task().getId()).toString();
        var response =
                Answers.json(201, TaskJson.document(answer.task()))
                        .header("Location", "/api/v1/tasks/" + id);
        if (answer.replayed()) {
            response.header(IdempotencyHeader.REPLAYED, "true");
        }
        return response.build();
    }
}
