package dev.minion.coordinator.worker;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.json.Times;
import dev.minion.coordinator.pool.BreakerView;
import dev.minion.coordinator.pool.WorkerPool;
import dev.minion.coordinator.pool.WorkerView;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The worker pool: who is there, and who is to go. */
@Path("/api/v1/workers")
@Produces({MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON})
@NonBlocking
class WorkerResource {

    private final WorkerPool pool;

    WorkerResource(WorkerPool pool) {
        this.pool = pool;
    }

    @GET
    public RestResponse<Buffer> list() {
        List<WorkerView> workers = pool.workers();
        JsonOut out = new JsonOut(500 * (1 + workers.size())).object().array("items");
        workers.forEach(worker -> write(out, worker));
        return Answers.ok(out.endArray().text("next_cursor", null).endObject());
    }

    @GET
    @Path("/{id}")
    public RestResponse<Buffer> get(@PathParam("id") String id) {
        return Answers.ok(write(new JsonOut(500), known(id)));
    }

    @POST
    @Path("/{id}/drain")
    public RestResponse<Buffer> drain(@PathParam("id") String id) {
        WorkerView known = known(id);
        if (!pool.drain(known.id())) {
            throw notFound(id);
        }
        return Answers.json(202, write(new JsonOut(500), known(id))).build();
    }

    private WorkerView known(String id) {
        return pool.worker(id).orElseThrow(() -> notFound(id));
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(
                FailureCode.WORKER_NOT_FOUND,
                "no worker with this id has been heard of: "
                        + id.substring(0, Math.min(id.length(), 200)));
    }

    @CanIgnoreReturnValue
    private static JsonOut write(JsonOut out, WorkerView worker) {
        out.object()
                .text("id", worker.id())
                .text("name", worker.name())
                .text("role", worker.role())
                .text("status", worker.status())
                .text("host", worker.host())
                .text("version", worker.version())
                .array("capabilities");
        worker.capabilities().forEach(out::text);
        out.endArray().object("labels");
        worker.labels().forEach(out::text);
        out.endObject()
                .number("capacity", worker.capacity())
                .number("running", worker.running())
                .time("last_heartbeat", Times.micros(worker.lastHeartbeat()))
                .time("started_at", Times.micros(worker.startedAt()))
                .array("breakers");
        worker.breakers().forEach(breaker -> write(out, breaker));
        return out.endArray().endObject();
    }

    private static void write(JsonOut out, BreakerView breaker) {
        out.object()
                .text("type", breaker.type())
                .text("state", breaker.state())
                .number("failure_rate", Math.round(breaker.failureRate() * 1_000) / 1_000.0)
                .number("attempts", breaker.attempts())
                .time("retry_at", Times.micros(breaker.retryAt()))
                .endObject();
    }
}
