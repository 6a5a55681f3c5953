package dev.minion.benchmarks.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param status as HTTP has it
 * @param retryAfterSeconds what {@code Retry-After} says, 0 where it says nothing
 * @param body may be empty
 */
public record Response(int status, int retryAfterSeconds, byte[] body) {

    private static final int QUOTED_CHARS = 500;

    /** Whether the server asks to send the same request again later. */
    public boolean busy() {
        return status == 429 || status == 503;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** For messages: the status and the beginning of the body. */
    public String quoted() {
        String text = text();
        return status + " " + text.substring(0, Math.min(text.length(), QUOTED_CHARS));
    }
}
