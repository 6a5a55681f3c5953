package dev.minion.ledger.transition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether an output can be kept: JSON of bounded size and depth, and no U+0000, which no Postgres
 * text can hold, so that a later query would stumble over it.
 */
@ApplicationScoped
public class OutputCheck {

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH)
                                    .build())
                    .build();

    private final int maxBytes;

    /**
     * With the largest size in bytes: larger ones would make rows and records that slow everything
     * else.
     */
    OutputCheck(@ConfigProperty(name = "minion.max-payload-bytes") int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Why the output of a task is refused, or null. One that is a reference was looked at when its
     * payload was sealed.
     */
    public @Nullable FailureCode refuseOutput(ByteString output) {
        PayloadRef large = PayloadRef.of(output);
        if (large == null) {
            return refuse(output);
        }
        return large.size() > maxBytes ? FailureCode.OUTPUT_TOO_LARGE : null;
    }

    /** Why JSON is refused, or null. What is empty is null, and kept. */
    public @Nullable FailureCode refuse(ByteString output) {
        if (output.isEmpty()) {
            return null;
        }
        if (output.size() > maxBytes) {
            return FailureCode.OUTPUT_TOO_LARGE;
        }
        byte[] bytes = output.toByteArray();
        return holdsNul(bytes) || !json(bytes) ? FailureCode.INPUT_INVALID : null;
    }

    private static boolean json(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** U+0000 raw or escaped; in JSON a backslash stands only before what it escapes. */
    private static boolean holdsNul(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return true;
            }
            if (bytes[i] == '\\') {
                if (escapedNul(bytes, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean escapedNul(byte[] bytes, int at) {
        return at + 5 < bytes.length
                && bytes[at + 1] == 'u'
                && bytes[at + 2] == '0'
                && bytes[at + 3] == '0'
                && bytes[at + 4] == '0'
                && bytes[at + 5] == '0';
    }
}
