package dev.minion.coordinator.http;

import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** The forms in which this service answers. */
public final class Answers {

    /** RFC 9457, section 3. */
    public static final String PROBLEM_JSON = "application/problem+json";

    private static final int PROBLEM_BYTES = 512;

    private Answers() {}

    /** A JSON document with the given status. */
    public static RestResponse.ResponseBuilder<Buffer> json(int status, JsonOut document) {
        return RestResponse.ResponseBuilder.<Buffer>create(status)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .entity(Buffer.buffer(document.bytes()));
    }

    /** A JSON document with status 200. */
    public static RestResponse<Buffer> ok(JsonOut document) {
        return json(200, document).build();
    }

    /** A problem, with Retry-After where it makes sense to try again. */
    public static RestResponse<Buffer> problem(Problem problem, RoutingContext request) {
        int status = problem.code().httpStatus();
        var answer =
                RestResponse.ResponseBuilder.<Buffer>create(status)
                        .header("Content-Type", PROBLEM_JSON)
                        .entity(Buffer.buffer(problemBytes(problem, request)));
        if (status == 429 || status == 503) {
            answer.header("Retry-After", "1");
        }
        return answer.build();
    }

    /** A problem's document. */
    static byte[] problemBytes(Problem problem, RoutingContext request) {
        String path = request.request().path();
        return problem.writeTo(new JsonOut(PROBLEM_BYTES).object())
                .text("instance", path == null ? "/" : path)
                .text("trace_id", TraceParent.traceId(TraceFilter.traceParent(request)))
                .endObject()
                .bytes();
    }
}
