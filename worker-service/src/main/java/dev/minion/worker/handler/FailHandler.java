package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/**
 * {@code demo.fail}: takes {@code {"times", "code", "message", "retryable", "retry_after"}}, fails
 * while the attempt is at most {@code times} (default: always), then succeeds with {@code
 * {"attempt"}}.
 */
@Singleton
public final class FailHandler implements Handler {

    private static final String RETRY_AFTER = "retry_after";
    private static final Duration LONGEST = Duration.ofHours(24);

    @Override
    public String type() {
        return "demo.fail";
    }

    @Override
    public boolean nonBlocking() {
        return true;
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException {
        TaskInput input =
                TaskInput.of(
                        context.input(),
                        Set.of("times", "code", "message", "retryable", RETRY_AFTER));
        int times = input.number("times", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        if (context.attempt() <= times) {
            throw failure(input);
        }
        return JsonNodeFactory.instance.objectNode().put("attempt", context.attempt());
    }

    private static HandlerException failure(TaskInput input) throws HandlerException {
        String code = input.text("code", FailureCode.HANDLER_FAILED.code());
        if (code.isEmpty() || code.length() > Limits.TYPE_CHARS) {
            throw TaskInput.invalid("/code", "must have 1 to " + Limits.TYPE_CHARS + " characters");
        }
        String message = input.text("message", "Failed as asked");
        if (!TaskInput.absent(input.any(RETRY_AFTER))) {
            Duration retryAfter = input.duration(RETRY_AFTER, Duration.ZERO, LONGEST);
            return new HandlerException(code, message, retryAfter);
        }
        boolean retryable = TaskInput.absent(input.any("retryable")) || input.flag("retryable");
        return new HandlerException(code, message, retryable);
    }
}
