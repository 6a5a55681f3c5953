package dev.minion.coordinator.change;

import dev.minion.contracts.ledger.ReadChangesRequest;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.Times;
import dev.minion.coordinator.task.Statuses;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a client wants of the feed.
 *
 * @param first the question for its first page
 * @param patience how long to wait where there is nothing, or zero
 */
record ChangeQuery(ReadChangesRequest first, Duration patience) {

    private static final Set<String> KNOWN = Set.of("after", "limit", "type", "status", "wait");
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    /**
     * Reads a request. A client that comes back to a stream says with Last-Event-ID where it was.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ChangeQuery of(RoutingContext request, Duration longestWait) {
        QueryParameters query = QueryParameters.of(request, KNOWN);
        ReadChangesRequest.Builder first =
                ReadChangesRequest.newBuilder()
                        .setNamespace(Caller.of(request).namespace())
                        .setLimit((int) query.number("limit", DEFAULT_PAGE, 1, LARGEST_PAGE))
                        .addAllTypes(query.texts("type"));
        for (String status : query.texts("status")) {
            first.addStatuses(
                    Statuses.parse(status)
                            .orElseThrow(
                                    () ->
                                            QueryParameters.bad(
                                                    "status", "must be one of " + Statuses.all())));
        }
        String last = request.request().getHeader("Last-Event-ID");
        after(first, last == null || last.isEmpty() ? query.textOrEmpty("after") : last);
        return new ChangeQuery(first.build(), query.duration("wait", longestWait));
    }

    /** The ledger knows whether any other text is one of its positions. */
    private static void after(ReadChangesRequest.Builder first, String after) {
        // A plus sign of an offset that was not encoded arrives as a space.
        OptionalLong time = Times.parse(after.replace(' ', '+'));
        if (after.equals("now")) {
            first.setNow(true);
        } else if (time.isPresent()) {
            first.setAtUs(time.getAsLong());
        } else if (!after.isEmpty()) {
            first.setPosition(after);
        }
    }
}
