package dev.minion.coordinator.change;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The change feed. A route of its own, since the REST layer sends the head of an event stream
 * before it is known whether there is one to send.
 */
@ApplicationScoped
class ChangesRoute {

    private static final String PATH = "/api/v1/changes";

    private final Vertx vertx;
    private final Followers followers;
    private final ChangeCalls calls;
    private final ChangeSettings settings;
    private final Set<ChangeStream> streams = ConcurrentHashMap.newKeySet();
    private long heartbeats;

    ChangesRoute(Vertx vertx, Followers followers, ChangeCalls calls, ChangeSettings settings) {
        this.vertx = vertx;
        this.followers = followers;
        this.calls = calls;
        this.settings = settings;
    }

    void register(@Observes Router router) {
        router.route(PATH).handler(this::answer);
    }

    void start(@Observes StartupEvent started) {
        heartbeats =
                vertx.setPeriodic(
                        settings.heartbeat().toMillis(), _ -> streams.forEach(ChangeStream::beat));
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(heartbeats);
        streams.forEach(ChangeStream::end);
    }

    private void answer(RoutingContext request) {
        try {
            if (!HttpMethod.GET.equals(request.request().method())) {
                throw new ProblemException(
                        FailureCode.METHOD_NOT_ALLOWED, "this path does not take this method");
            }
            ChangeQuery query = ChangeQuery.of(request, settings.longestWait());
            if (streamed(request.request().getHeader("Accept"))) {
                stream(query, request);
            } else if (query.patience().isZero()) {
                page(query, request);
            } else {
                longPoll(query, request);
            }
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    private static boolean streamed(@Nullable String accept) {
        return accept != null && accept.contains("text/event-stream");
    }

    private void stream(ChangeQuery query, RoutingContext request) {
        ChangeStream stream = new ChangeStream(calls, query, request);
        streams.add(stream);
        onEnd(
                request,
                () -> {
                    streams.remove(stream);
                    followers.leave(stream);
                });
        try {
            followers.enter(stream);
        } catch (ProblemException full) {
            streams.remove(stream);
            throw full;
        }
    }

    private void page(ChangeQuery query, RoutingContext request) {
        var loop = request.vertx().getOrCreateContext();
        var ignored =
                calls.read(query.first())
                        .subscribe()
                        .with(
                                page -> loop.runOnContext(_ -> ChangeAnswers.end(page, request)),
                                e -> loop.runOnContext(_ -> Answers.end(e, request)));
    }

    private void longPoll(ChangeQuery query, RoutingContext request) {
        ChangeWait wait = new ChangeWait(calls, query, request);
        followers.enter(wait);
        long timer = vertx.setTimer(query.patience().toMillis(), _ -> wait.timeIsUp());
        onEnd(
                request,
                () -> {
                    vertx.cancelTimer(timer);
                    followers.leave(wait);
                });
    }

    private static void onEnd(RoutingContext request, Runnable ended) {
        request.response().endHandler(_ -> ended.run()).closeHandler(_ -> ended.run());
    }
}
