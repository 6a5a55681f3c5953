package dev.minion.coordinator.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.coordinator.http.Answers;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Lists of tasks. A route of its own, since a page may be large: the REST layer would copy it once
 * more, and would not tell when the client has taken it.
 */
@ApplicationScoped
class ListRoute {

    private static final Logger LOG = Logger.getLogger(ListRoute.class);
    private static final String PATH = "/api/v1/tasks";

    /** What clients accept that are content with a page. */
    private static final Set<String> JSON =
            Set.of("*/*", "application/*", MediaType.APPLICATION_JSON, Answers.PROBLEM_JSON);

    private final TaskLists lists;
    private final long takenWithinMillis;

    ListRoute(TaskLists lists, ListSettings settings) {
        this.lists = lists;
        this.takenWithinMillis = settings.takenWithin().toMillis();
    }

    void register(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        try {
            requireJsonAccepted(request);
            ListTasksRequest query = ListQuery.parse(request, Caller.of(request).namespace());
            var loop = request.vertx().getOrCreateContext();
            var ignored =
                    lists.page(query)
                            .subscribe()
                            .with(
                                    page -> loop.runOnContext(_ -> send(request, page)),
                                    e -> loop.runOnContext(_ -> Answers.end(e, request)));
        } catch (ProblemException e) {
            Answers.end(e, request);
        }
    }

    private static void requireJsonAccepted(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        if (accept != null && Arrays.stream(accept.split(",", -1)).noneMatch(ListRoute::isJson)) {
            throw new ProblemException(
                    FailureCode.NOT_ACCEPTABLE, "this path answers application/json");
        }
    }

    private static boolean isJson(String range) {
        int parameters = range.indexOf(';');
        String type = parameters < 0 ? range : range.substring(0, parameters);
        return JSON.contains(type.trim());
    }

    private void send(RoutingContext request, PageQueue.Held page) {
        if (request.response().closed()) {
            page.release();
            return;
        }
        long patience =
                request.vertx()
                        .setTimer(
                                takenWithinMillis,
                                _ -> {
                                    LOG.infof("a client does not take its page: closed");
                                    var _ = request.request().connection().close();
                                });
        var _ =
                request.response()
                        .putHeader("Content-Type", MediaType.APPLICATION_JSON)
                        .end(page.bytes())
                        .onComplete(
                                taken -> {
                                    var _ = request.vertx().cancelTimer(patience);
                                    page.release();
                                });
    }
}
