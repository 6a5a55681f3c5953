package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.RequestId;
import dev.minion.coordinator.payload.LargePayloads;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The input or output of a task by itself, small or large. A large one goes out chunk by chunk, the
 * next one when the client has taken the one before.
 */
@ApplicationScoped
class PayloadRoute {

    private static final Logger LOG = Logger.getLogger(PayloadRoute.class);
    private static final ByteString NULL = ByteString.copyFromUtf8("null");

    private final TaskReader reader;
    private final LargePayloads payloads;

    PayloadRoute(TaskReader reader, LargePayloads payloads) {
        this.reader = reader;
        this.payloads = payloads;
    }

    void register(@Observes Router router) {
        router.route("/api/v1/tasks/:id/input").handler(request -> answer(request, Task::getInput));
        router.route("/api/v1/tasks/:id/output")
                .handler(request -> answer(request, Task::getOutput));
    }

    private void answer(RoutingContext request, Function<Task, ByteString> part) {
        try {
            begin(request, part);
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    private void begin(RoutingContext request, Function<Task, ByteString> part) {
        if (!HttpMethod.GET.equals(request.request().method())) {
            throw new ProblemException(
                    FailureCode.METHOD_NOT_ALLOWED, "this path does not take this method");
        }
        Caller caller = Caller.of(request);
        UUID id = RequestId.ofPath(request.pathParam("id"));
        var loop = request.vertx().getOrCreateContext();
        var ignored =
                reader.read(caller.namespace(), id)
                        .subscribe()
                        .with(
                                task -> loop.runOnContext(_ -> answer(request, id, task, part)),
                                e -> loop.runOnContext(_ -> Answers.end(e, request)));
    }

    private void answer(
            RoutingContext request, UUID id, Optional<Task> task, Function<Task, ByteString> part) {
        if (task.isEmpty()) {
            Answers.end(TaskChanges.notFound(id), request);
            return;
        }
        ByteString value = part.apply(task.get());
        PayloadRef large = PayloadRef.of(value);
        HttpServerResponse response = request.response();
        if (large == null) {
            ByteString json = value.isEmpty() ? NULL : value;
            var _ =
                    response.putHeader("Content-Type", "application/json")
                            .end(Buffer.buffer(json.toByteArray()));
        } else {
            next(request, large, 0);
        }
    }

    private void next(RoutingContext request, PayloadRef large, int position) {
        var loop = request.vertx().getOrCreateContext();
        var ignored =
                payloads.chunk(large, position)
                        .subscribe()
                        .with(
                                chunk ->
                                        loop.runOnContext(
                                                _ -> write(request, large, position, chunk)),
                                e -> loop.runOnContext(_ -> broken(request, position, e)));
    }

    private void write(RoutingContext request, PayloadRef large, int position, ByteString chunk) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (position == 0) {
            response.putHeader("Content-Type", "application/json")
                    .putHeader("Content-Length", Long.toString(large.size()));
        }
        Buffer bytes = Buffer.buffer(chunk.toByteArray());
        boolean last = position == large.chunks() - 1;
        var _ =
                (last ? response.end(bytes) : response.write(bytes))
                        .onSuccess(
                                written -> {
                                    if (!last) {
                                        next(request, large, position + 1);
                                    }
                                });
    }

    /** Where some of it is out already, only an end before its length can tell of it. */
    private static void broken(RoutingContext request, int position, Throwable failure) {
        if (position == 0) {
            Answers.end(failure, request);
        } else {
            LOG.infof("payload broken off: position=%d reason=%s", position, failure);
            var _ = request.request().connection().close();
        }
    }
}
