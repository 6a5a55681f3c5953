package dev.minion.coordinator.message;

import dev.minion.contracts.Limits;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.QueryParameters;
import dev.minion.coordinator.json.TextRules;
import io.vertx.ext.web.RoutingContext;

/** Whose inbox. */
record Inbox(String namespace, String agent) {

    /**
     * The inbox of a request's namespace that a path names.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter where the name is not 1
     *     to 200 characters
     */
    static Inbox of(RoutingContext request, String agent) {
        TextRules.breach(agent, Limits.LABEL_CHARS)
                .ifPresent(
                        breach -> {
                            throw QueryParameters.badPath("id", breach);
                        });
        return new Inbox(Caller.of(request).namespace(), agent);
    }
}
