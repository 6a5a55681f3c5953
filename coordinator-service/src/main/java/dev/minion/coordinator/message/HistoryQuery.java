package dev.minion.coordinator.message;

import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.coordinator.http.QueryParameters;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** The query of a list of messages. */
final class HistoryQuery {

    private static final Set<String> KNOWN =
            Set.of(
                    "conversation",
                    "correlation_id",
                    "sender",
                    "agent",
                    "status",
                    "created_after",
                    "created_before",
                    "sort",
                    "limit",
                    "cursor");

    private HistoryQuery() {}

    /**
     * The ledger's request for it.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ListMessagesRequest parse(RoutingContext request, String namespace) {
        QueryParameters query = QueryParameters.of(request, KNOWN);
        ListMessagesRequest.Builder list =
                ListMessagesRequest.newBuilder()
                        .setNamespace(namespace)
                        .setConversation(query.textOrEmpty("conversation"))
                        .setCorrelationId(query.textOrEmpty("correlation_id"))
                        .setSender(query.textOrEmpty("sender"))
                        .setAgent(query.textOrEmpty("agent"))
                        .setCreatedAfterUs(query.time("created_after"))
                        .setCreatedBeforeUs(query.time("created_before"))
                        .setOldestFirst(oldestFirst(query))
                        .setLimit((int) query.number("limit", 50, 1, 1_000))
                        .setCursor(query.textOrEmpty("cursor"));
        for (String status : query.texts("status")) {
            list.addStatuses(
                    DeliveryStatuses.parse(status)
                            .orElseThrow(
                                    () ->
                                            QueryParameters.bad(
                                                    "status",
                                                    "must be sent, delivered, read or failed")));
        }
        return list.build();
    }

    private static boolean oldestFirst(QueryParameters query) {
        return switch (query.textOrEmpty("sort")) {
            case "created_at" -> true;
            case "", "-created_at" -> false;
            default -> throw QueryParameters.bad("sort", "must be created_at or -created_at");
        };
    }
}
