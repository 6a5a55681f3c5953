package dev.minion.coordinator.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.random.RandomGenerator;

/**
 * Gives every request a trace: the tracer's where one runs, else the client's, else a new one, so
 * that a task always has a trace id to be found by.
 */
@ApplicationScoped
class TraceFilter {

    private static final String HEADER = "traceparent";
    private static final String KEY = "minion.traceparent";

    /** Before the body limit, whose refusal already tells the trace. */
    private static final int PRIORITY = 500;

    private final RandomGenerator random;

    TraceFilter() {
        this.random = RandomGenerator.of("L64X128MixRandom");
    }

    void register(@Observes Filters filters) {
        filters.register(this::trace, PRIORITY);
    }

    /** The traceparent of a request; empty where it never came past this filter. */
    static String traceParent(RoutingContext request) {
        String known = request.get(KEY);
        return known == null ? "" : known;
    }

    private void trace(RoutingContext request) {
        String traceParent = choose(request);
        request.put(KEY, traceParent);
        request.response().putHeader(HEADER, traceParent);
        request.next();
    }

    private String choose(RoutingContext request) {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return "00-"
                    + span.getTraceId()
                    + '-'
                    + span.getSpanId()
                    + '-'
                    + span.getTraceFlags().asHex();
        }
        String given = request.request().getHeader(HEADER);
        return given != null && TraceParent.valid(given) ? given : fresh();
    }

    private synchronized String fresh() {
        return TraceParent.of(random.nextLong(), random.nextLong(), random.nextLong());
    }
}
