package dev.minion.coordinator.json;

import com.fasterxml.jackson.core.JsonToken;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * Reads the values of known members and holds each against its rule. A value that breaks it is
 * noted as a fault and gives empty; null counts as left out.
 */
public final class JsonFields {

    private final JsonSource source;
    private final Faults faults;

    /** Reads from the source; what is wrong goes to the faults. */
    public JsonFields(JsonSource source, Faults faults) {
        this.source = source;
        this.faults = faults;
    }

    /** What reads one member, standing on its value. */
    @FunctionalInterface
    public interface Member {

        /** Consumes the value; false where no member has this name. */
        boolean read(String name);
    }

    /**
     * Reads an object's members; unknown ones and repeated ones are faults.
     *
     * @param pointer where the object stands
     * @return false where it is none
     */
    @CanIgnoreReturnValue
    public boolean object(String pointer, Member member) {
        if (source.token() != JsonToken.START_OBJECT) {
            wrongType(pointer, "an object");
            return false;
        }
        NamesSeen seen = new NamesSeen();
        while (source.next() == JsonToken.FIELD_NAME) {
            String name = source.name();
            var ignored = source.next();
            if (!seen.add(name)) {
                faults.invalid(pointer + Faults.step(name), "is given twice");
                source.skip();
            } else if (!member.read(name)) {
                faults.add(
                        FailureCode.UNKNOWN_FIELD,
                        pointer + Faults.step(name),
                        "is not a known field");
                source.skip();
            }
        }
        return true;
    }

    /** As {@link #object}, or null. */
    public void objectOrNull(String pointer, Member member) {
        if (!absent()) {
            object(pointer, member);
        }
    }

    /** A text of 1 to the given number of characters; empty where left out. */
    public String text(String pointer, int maxChars) {
        if (absent()) {
            return "";
        }
        if (source.token() != JsonToken.VALUE_STRING) {
            wrongType(pointer, "a string");
            return "";
        }
        return checked(pointer, source.text(), maxChars);
    }

    /** A duration within bounds, in milliseconds. */
    public OptionalLong duration(String pointer, long minMillis, long maxMillis) {
        if (absent()) {
            return OptionalLong.empty();
        }
        OptionalLong millis =
                source.token() == JsonToken.VALUE_STRING
                        ? Durations.parseMillis(source.text())
                        : OptionalLong.empty();
        if (millis.isEmpty()) {
            wrongType(pointer, "a duration like \"30s\", \"5m\", \"1h\" or \"PT30S\"");
        } else if (millis.getAsLong() < minMillis || millis.getAsLong() > maxMillis) {
            faults.invalid(
                    pointer,
                    "must be between %s and %s"
                            .formatted(Durations.format(minMillis), Durations.format(maxMillis)));
            return OptionalLong.empty();
        }
        return millis;
    }

    /** A time, in microseconds since 1970. */
    public OptionalLong time(String pointer) {
        if (absent()) {
            return OptionalLong.empty();
        }
        OptionalLong micros =
                source.token() == JsonToken.VALUE_STRING
                        ? Times.parse(source.text())
                        : OptionalLong.empty();
        if (micros.isEmpty()) {
            wrongType(pointer, "a time like \"2026-12-01T00:00:00Z\"");
        }
        return micros;
    }

    /** A whole number within bounds. */
    public OptionalLong integer(String pointer, long min, long max) {
        if (absent()) {
            return OptionalLong.empty();
        }
        if (source.token() != JsonToken.VALUE_NUMBER_INT) {
            wrongType(pointer, "a whole number");
            return OptionalLong.empty();
        }
        String digits = source.text();
        long value = digits.length() > 18 ? Long.MIN_VALUE : Long.parseLong(digits);
        if (value < min || value > max) {
            faults.invalid(pointer, "must be between %d and %d".formatted(min, max));
            return OptionalLong.empty();
        }
        return OptionalLong.of(value);
    }

    /** A number within bounds. */
    public OptionalDouble number(String pointer, double min, double max) {
        if (absent()) {
            return OptionalDouble.empty();
        }
        if (!source.token().isNumeric()) {
            wrongType(pointer, "a number");
            return OptionalDouble.empty();
        }
        String digits = source.text();
        double value = digits.length() > 40 ? Double.NaN : Double.parseDouble(digits);
        if (value >= min && value <= max) {
            return OptionalDouble.of(value);
        }
        faults.invalid(pointer, "must be between %s and %s".formatted(min, max));
        return OptionalDouble.empty();
    }

    /** A truth value; the default where left out. */
    public boolean bool(String pointer, boolean whereAbsent) {
        if (absent()) {
            return whereAbsent;
        }
        if (!source.token().isBoolean()) {
            wrongType(pointer, "true or false");
            return whereAbsent;
        }
        return source.token() == JsonToken.VALUE_TRUE;
    }

    /** Any JSON, as its bytes; empty where null or left out. */
    public ByteString json(String pointer, int maxBytes) {
        if (absent()) {
            return ByteString.EMPTY;
        }
        ByteString raw = source.raw(faults, pointer);
        if (raw.size() > maxBytes) {
            faults.add(
                    FailureCode.PAYLOAD_TOO_LARGE,
                    pointer,
                    "has %d bytes, more than %d".formatted(raw.size(), maxBytes));
        }
        return raw;
    }

    /** A JSON object, as its bytes; empty where null or left out. */
    public ByteString jsonObject(String pointer, int maxBytes) {
        if (absent()) {
            return ByteString.EMPTY;
        }
        if (source.token() != JsonToken.START_OBJECT) {
            wrongType(pointer, "an object");
            return ByteString.EMPTY;
        }
        return json(pointer, maxBytes);
    }

    /** A list of texts. */
    public List<String> texts(String pointer, int maxItems, int maxChars) {
        List<String> texts = new ArrayList<>(0);
        if (absent()) {
            return texts;
        }
        if (source.token() != JsonToken.START_ARRAY) {
            wrongType(pointer, "a list of strings");
            return texts;
        }
        int index = 0;
        while (source.next() != JsonToken.END_ARRAY) {
            String at = pointer + '/' + index++;
            if (source.token() != JsonToken.VALUE_STRING) {
                wrongType(at, "a string");
            } else if (index <= maxItems) {
                texts.add(checked(at, source.text(), maxChars));
            }
        }
        if (index > maxItems) {
            faults.invalid(pointer, "has %d items, more than %d".formatted(index, maxItems));
        }
        return texts;
    }

    /**
     * A list of objects.
     *
     * @param member what reads the members of one, told which one it is by {@code item}
     */
    public void objects(String pointer, int maxItems, IntConsumer item, Member member) {
        if (absent()) {
            return;
        }
        if (source.token() != JsonToken.START_ARRAY) {
            wrongType(pointer, "a list of objects");
            return;
        }
        int index = 0;
        while (source.next() != JsonToken.END_ARRAY) {
            if (index < maxItems) {
                item.accept(index);
                object(pointer + '/' + index, member);
            } else {
                source.skip();
            }
            index++;
        }
        if (index > maxItems) {
            faults.invalid(pointer, "has %d items, more than %d".formatted(index, maxItems));
        }
    }

    /** Notes that the value is of a wrong type, and consumes it. */
    public void wrongType(String pointer, String wanted) {
        faults.invalid(pointer, "must be " + wanted);
        source.skip();
    }

    private String checked(String pointer, String text, int maxChars) {
        TextRules.breach(text, maxChars).ifPresent(breach -> faults.invalid(pointer, breach));
        return text;
    }

    private boolean absent() {
        return source.token() == JsonToken.VALUE_NULL;
    }
}
