package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The key by which a client may repeat a POST. */
public final class IdempotencyHeader {

    /** Set on an answer that tells of what was there before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    private static final String NAME = "Idempotency-Key";

    private IdempotencyHeader() {}

    /**
     * The key of a request; empty where it has none.
     *
     * @throws ProblemException as {@link #check}
     */
    public static String of(RoutingContext request) {
        return check(request.request().getHeader(NAME));
    }

    /**
     * The key a client gave; empty where none.
     *
     * @throws ProblemException validation-failed where it is not 1 to 255 visible ASCII characters
     */
    public static String check(@Nullable String key) {
        if (key == null) {
            return "";
        }
        if (key.isEmpty()
                || key.length() > Limits.IDEMPOTENCY_KEY_CHARS
                || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new ProblemException(
                    FailureCode.VALIDATION,
                    "Idempotency-Key must have 1 to %d visible ASCII characters"
                            .formatted(Limits.IDEMPOTENCY_KEY_CHARS));
        }
        return key;
    }
}
