package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** The forms in which this service answers. */
public final class Answers {

    /** RFC 9457, section 3. */
    public static final String PROBLEM_JSON = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final int PROBLEM_BYTES = 512;
    private static final String RETRY_SECONDS = "1";

    private Answers() {}

    /** A JSON document with the given status. */
    public static RestResponse.ResponseBuilder<Buffer> json(int status, JsonOut document) {
        return json(status, buffer(document));
    }

    private static RestResponse.ResponseBuilder<Buffer> json(int status, Buffer document) {
        return RestResponse.ResponseBuilder.<Buffer>create(status)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .entity(document);
    }

    /** A finished document. */
    public static Buffer buffer(JsonOut document) {
        ByteBuffer json = document.buffer();
        return Buffer.buffer(json.remaining())
                .appendBytes(json.array(), json.arrayOffset(), json.remaining());
    }

    /** A JSON document with status 200. */
    public static RestResponse<Buffer> ok(JsonOut document) {
        return json(200, document).build();
    }

    /** The same of the bytes of one. */
    public static RestResponse<Buffer> ok(Buffer document) {
        return json(200, document).build();
    }

    /** A problem, with Retry-After where it makes sense to try again. */
    public static RestResponse<Buffer> problem(Problem problem, RoutingContext request) {
        int status = problem.code().httpStatus();
        var answer =
                RestResponse.ResponseBuilder.<Buffer>create(status)
                        .header("Content-Type", PROBLEM_JSON)
                        .entity(Buffer.buffer(problemBytes(problem, request)));
        if (retryLater(problem)) {
            answer.header("Retry-After", RETRY_SECONDS);
        }
        return answer.build();
    }

    /** Ends a request that does not go through the REST layer with the problem of its failure. */
    public static void end(Throwable failure, RoutingContext request) {
        Problem problem = problemOf(failure, request);
        HttpServerResponse response =
                request.response()
                        .setStatusCode(problem.code().httpStatus())
                        .putHeader("Content-Type", PROBLEM_JSON);
        if (retryLater(problem)) {
            response.putHeader("Retry-After", RETRY_SECONDS);
        }
        var ignored = response.end(Buffer.buffer(problemBytes(problem, request)));
    }

    /** What a client is told of a failure; what is not a refusal goes to the log. */
    static Problem problemOf(Throwable failure, RoutingContext request) {
        if (failure instanceof ProblemException refusal) {
            return refusal.problem();
        }
        LOG.errorf(
                failure,
                "request failed: method=%s path=%s",
                request.request().method(),
                request.request().path());
        return new Problem(FailureCode.INTERNAL, "the coordinator failed; its log says why");
    }

    private static boolean retryLater(Problem problem) {
        int status = problem.code().httpStatus();
        return status == 429 || status == 503;
    }

    /** A problem's document. */
    private static byte[] problemBytes(Problem problem, RoutingContext request) {
        String path = request.request().path();
        return problem.writeTo(new JsonOut(PROBLEM_BYTES).object())
                .text("instance", path == null ? "/" : path)
                .text("trace_id", TraceParent.traceId(TraceFilter.traceParent(request)))
                .endObject()
                .bytes();
    }
}
