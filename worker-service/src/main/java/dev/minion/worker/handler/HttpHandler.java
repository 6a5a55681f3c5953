package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.contracts.FailureCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * {@code http.call}: sends one request and gives its response. Input, output and errors: {@link
 * HttpCall}, {@link HttpAnswer}, docs/handlers.md.
 */
@Singleton
public final class HttpHandler implements Handler {

    /** Statuses of RFC 9110 and RFC 8470 after which the same request may succeed. */
    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

    private final HttpSettings settings;
    private final GuardedHttpClient client;
    private final HttpAnswer answer;
    private final InstantSource clock;

    HttpHandler(HttpSettings settings, GuardedHttpClient client, InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.answer = new HttpAnswer(settings.bodyBytes());
        this.clock = clock;
    }

    @Override
    public String type() {
        return "http.call";
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException, InterruptedException {
        HttpCall call = HttpCall.parse(context.input(), settings);
        if (call.url().getHost() == null || !HostText.isPlain(call.url().getHost())) {
            throw blocked(call, "The host is not written in a plain form");
        }
        ObjectNode output = send(call, request(call, context));
        int status = output.path("status").intValue();
        if (!call.expects(status)) {
            throw unexpected(call, status, output);
        }
        return output;
    }

    private HandlerException unexpected(HttpCall call, int status, ObjectNode output) {
        String message = call.method() + " " + call.origin() + " answered " + status;
        if (RetryAfter.STATUSES.contains(status)) {
            return new HandlerException(
                    FailureCode.HTTP_STATUS.code(),
                    message,
                    RetryAfter.of(
                            output.path("headers"), clock.instant(), settings.longestRetryAfter()));
        }
        return new HandlerException(
                FailureCode.HTTP_STATUS, message, RETRYABLE.contains(status) || status >= 500);
    }

    private ObjectNode send(HttpCall call, HttpUriRequestBase request)
            throws HandlerException, InterruptedException {
        try {
            ObjectNode output = client.call(request, Deadline.in(call.timeout()), answer::read);
            if (output == null) {
                throw failed(call, "No full response within " + call.timeout(), true);
            }
            return output;
        } catch (BlockedAddressException e) {
            throw blocked(call, String.valueOf(e.getMessage()));
        } catch (MessageConstraintException e) {
            throw failed(call, "The response's header is too large", false);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted in a call");
            }
            throw failed(call, e.getClass().getSimpleName() + ": " + e.getMessage(), true);
        }
    }

    private static HttpUriRequestBase request(HttpCall call, HandlerContext context) {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.url());
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
        request.setHeader("Idempotency-Key", context.idempotencyKey());
        request.setHeader("Minion-Fence", context.fence());
        if (!context.traceParent().isEmpty()) {
            request.setHeader("traceparent", context.traceParent());
        }
        if (call.contentType() != null) {
            request.setHeader(HttpHeaders.CONTENT_TYPE, call.contentType());
        }
        call.headers().forEach(request::setHeader);
        if (call.body() != null) {
            request.setEntity(new ByteArrayEntity(call.body(), null));
        }
        return request;
    }

    private static HandlerException blocked(HttpCall call, String reason) {
        return new HandlerException(
                FailureCode.BLOCKED_ADDRESS, call.origin() + ": " + reason + ".", false);
    }

    private static HandlerException failed(HttpCall call, String reason, boolean retryable) {
        return new HandlerException(
                FailureCode.CONNECTION_FAILED,
                call.method() + " " + call.origin() + ": " + reason + ".",
                retryable);
    }
}
