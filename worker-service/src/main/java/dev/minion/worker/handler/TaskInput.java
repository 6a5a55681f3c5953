package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.minion.contracts.FailureCode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a task's input, and refuses what is not as a handler expects it. */
final class TaskInput {

    private final JsonNode object;

    private TaskInput(JsonNode object) {
        this.object = object;
    }

    /** The input, which is an object with none but the known fields. An absent input is empty. */
    static TaskInput of(JsonNode input, Set<String> known) throws HandlerException {
        if (input.isNull() || input.isMissingNode()) {
            return new TaskInput(MissingNode.getInstance());
        }
        if (!input.isObject()) {
            throw invalid("", "must be an object");
        }
        for (var field : input.properties()) {
            if (!known.contains(field.getKey())) {
                throw invalid("/" + field.getKey(), "is not a field of this type's input");
            }
        }
        return new TaskInput(input);
    }

    /** An input that is refused: JSON pointer (RFC 6901) and reason. */
    static HandlerException invalid(String pointer, String reason) {
        return new HandlerException(
                FailureCode.INPUT_INVALID, "Input " + pointer + " " + reason + ".", false);
    }

    JsonNode any(String field) {
        return object.path(field);
    }

    @Nullable String text(String field) throws HandlerException {
        JsonNode value = object.path(field);
        if (absent(value)) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid("/" + field, "must be a string");
        }
        return refuseNul(field, value.textValue());
    }

    String text(String field, String otherwise) throws HandlerException {
        String text = text(field);
        return text == null ? otherwise : text;
    }

    String requiredText(String field) throws HandlerException {
        String text = text(field);
        if (text == null || text.isEmpty()) {
            throw invalid("/" + field, "is required");
        }
        return text;
    }

    boolean flag(String field) throws HandlerException {
        JsonNode value = object.path(field);
        if (absent(value)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw invalid("/" + field, "must be true or false");
        }
        return value.booleanValue();
    }

    int number(String field, int otherwise, int least, int most) throws HandlerException {
        JsonNode value = object.path(field);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < least
                || value.intValue() > most) {
            throw invalid("/" + field, "must be a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    /** A duration like {@code 500ms}, {@code 2s} or {@code PT1S}, more than zero. */
    Duration duration(String field, Duration otherwise, Duration longest) throws HandlerException {
        String text = text(field);
        if (text == null) {
            return otherwise;
        }
        Duration duration = DurationText.parse(text);
        if (duration == null || duration.isNegative() || duration.isZero()) {
            throw invalid("/" + field, "must be a duration like 500ms, 2s or PT1S");
        }
        if (duration.compareTo(longest) > 0) {
            throw invalid("/" + field, "must be at most " + longest);
        }
        return duration;
    }

    static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String refuseNul(String field, String text) throws HandlerException {
        if (text.indexOf('\0') >= 0) {
            throw invalid("/" + field, "must not contain U+0000");
        }
        return text;
    }
}
