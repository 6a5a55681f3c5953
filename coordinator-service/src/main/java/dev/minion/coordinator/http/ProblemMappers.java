package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request into a problem. */
class ProblemMappers {

    @ServerExceptionMapper
    RestResponse<Buffer> problem(ProblemException e, RoutingContext request) {
        return Answers.problem(e.problem(), request);
    }

    @ServerExceptionMapper
    RestResponse<Buffer> malformed(MalformedJsonException e, RoutingContext request) {
        return Answers.problem(
                new Problem(FailureCode.MALFORMED_JSON, String.valueOf(e.getMessage())), request);
    }

    /** The refusals of the REST layer itself: no such path, method, media type. */
    @ServerExceptionMapper
    RestResponse<Buffer> refused(WebApplicationException e, RoutingContext request) {
        RestResponse<Buffer> answer = Answers.problem(ofStatus(e), request);
        Object allow = e.getResponse().getHeaders().getFirst("Allow");
        if (allow != null) {
            answer.getHeaders().putSingle("Allow", allow);
        }
        return answer;
    }

    @ServerExceptionMapper
    RestResponse<Buffer> unexpected(Throwable e, RoutingContext request) {
        return Answers.problem(Answers.problemOf(e, request), request);
    }

    private static Problem ofStatus(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return new Problem(FailureCode.INTERNAL, "the coordinator failed; its log says why");
        }
        return switch (status) {
            case 404 -> new Problem(FailureCode.NOT_FOUND, "there is nothing at this path");
            case 405 ->
                    new Problem(
                            FailureCode.METHOD_NOT_ALLOWED, "this path does not take this method");
            case 406 ->
                    new Problem(FailureCode.NOT_ACCEPTABLE, "this path answers application/json");
            case 413 -> new Problem(FailureCode.PAYLOAD_TOO_LARGE, "the body is too large");
            case 415 ->
                    new Problem(
                            FailureCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be application/json");
            default -> new Problem(FailureCode.BAD_PARAMETER, "the request cannot be understood");
        };
    }
}
