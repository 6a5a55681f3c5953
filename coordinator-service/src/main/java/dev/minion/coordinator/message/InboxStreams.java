package dev.minion.coordinator.message;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.QueryParameters;
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

/**
 * The live streams of inboxes. A route of its own, since the REST layer sends the head of an event
 * stream before it is known whether there is room for it.
 */
@ApplicationScoped
class InboxStreams {

    private static final String PATH = "/api/v1/agents/:id/inbox/events";

    private final Vertx vertx;
    private final InboxFeed feed;
    private final MessageCalls messages;
    private final InboxSettings settings;
    private final Set<InboxStream> open = ConcurrentHashMap.newKeySet();
    private long rereading;
    private long heartbeats;

    InboxStreams(Vertx vertx, InboxFeed feed, MessageCalls messages, InboxSettings settings) {
        this.vertx = vertx;
        this.feed = feed;
        this.messages = messages;
        this.settings = settings;
    }

    void register(@Observes Router router) {
        router.route(PATH).handler(this::answer);
    }

    void start(@Observes StartupEvent started) {
        rereading = vertx.setPeriodic(settings.reread().toMillis(), _ -> feed.wakeAll());
        heartbeats =
                vertx.setPeriodic(
                        settings.heartbeat().toMillis(), _ -> open.forEach(InboxStream::beat));
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(rereading);
        vertx.cancelTimer(heartbeats);
        open.forEach(InboxStream::end);
    }

    private void answer(RoutingContext request) {
        try {
            if (!HttpMethod.GET.equals(request.request().method())) {
                throw new ProblemException(
                        FailureCode.METHOD_NOT_ALLOWED, "this path does not take this method");
            }
            var ignored = QueryParameters.of(request, Set.of());
            begin(request, Inbox.of(request, request.pathParam("id")));
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    private void begin(RoutingContext request, Inbox inbox) {
        InboxStream stream = new InboxStream(inbox, request.response(), messages);
        feed.open(stream);
        open.add(stream);
        stream.begin(
                () -> {
                    open.remove(stream);
                    feed.close(stream);
                });
    }
}
