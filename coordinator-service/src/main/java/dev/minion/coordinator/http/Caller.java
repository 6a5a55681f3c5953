package dev.minion.coordinator.http;

import dev.minion.coordinator.namespace.Namespaces;
import io.vertx.ext.web.RoutingContext;

/**
 * Who asks, and as part of which trace.
 *
 * @param traceParent W3C traceparent of the request
 */
public record Caller(String namespace, String traceParent) {

    /**
     * The caller of a request.
     *
     * @throws dev.minion.coordinator.problem.ProblemException where it names no valid namespace
     */
    public static Caller of(RoutingContext request) {
        return new Caller(
                Namespaces.of(request.request().getHeader(Namespaces.HEADER)),
                TraceFilter.traceParent(request));
    }
}
