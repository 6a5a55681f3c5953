package dev.minion.coordinator.json;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as UTF-8, member by member. What is JSON already (a task's input) goes in as the
 * bytes it is. Commas are its business; balanced braces are the caller's.
 */
public final class JsonOut {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer;
    private int size;
    private boolean first = true;

    /** With room for the given number of bytes before it has to grow. */
    public JsonOut(int expectedBytes) {
        buffer = new byte[Math.max(64, expectedBytes)];
    }

    /** Opens an object, as a document or an element. */
    public JsonOut object() {
        comma();
        return open('{');
    }

    /** Opens an object as a member. */
    public JsonOut object(String name) {
        name(name);
        return open('{');
    }

    /** Closes the object. */
    public JsonOut endObject() {
        return close('}');
    }

    /** Opens an array as a member. */
    public JsonOut array(String name) {
        name(name);
        return open('[');
    }

    /** Closes the array. */
    public JsonOut endArray() {
        return close(']');
    }

    /** A text member, or null. */
    public JsonOut text(String name, @Nullable String value) {
        name(name);
        return value == null ? literal("null") : quoted(value);
    }

    /** A text member, left out where it is empty. */
    public JsonOut textIfAny(String name, String value) {
        return value.isEmpty() ? this : text(name, value);
    }

    /** A text element. */
    public JsonOut text(String value) {
        comma();
        return quoted(value);
    }

    /** A whole number. */
    public JsonOut number(String name, long value) {
        name(name);
        return literal(Long.toString(value));
    }

    /** A number; what JSON has no form for is null. */
    public JsonOut number(String name, double value) {
        name(name);
        return literal(Double.isFinite(value) ? Double.toString(value) : "null");
    }

    /** A truth value. */
    public JsonOut bool(String name, boolean value) {
        name(name);
        return literal(value ? "true" : "false");
    }

    /** A null. */
    public JsonOut nothing(String name) {
        name(name);
        return literal("null");
    }

    /** A member that is JSON already; null where empty. */
    public JsonOut raw(String name, ByteString json) {
        name(name);
        if (json.isEmpty()) {
            return literal("null");
        }
        room(json.size());
        json.copyTo(buffer, size);
        size += json.size();
        return this;
    }

    /** An id of 16 bytes as UUID text; null where empty. */
    public JsonOut uuid(String name, ByteString id) {
        name(name);
        return uuidText(id);
    }

    /** An id as an element. */
    public JsonOut uuid(ByteString id) {
        comma();
        return uuidText(id);
    }

    /** A time in microseconds since 1970 as RFC 3339; null where 0. */
    public JsonOut time(String name, long micros) {
        name(name);
        return micros == 0 ? literal("null") : quoted(Times.format(micros));
    }

    /** What was written. */
    public byte[] bytes() {
        return Arrays.copyOf(buffer, size);
    }

    /** The same without a copy; nothing may be written afterwards. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(buffer, 0, size);
    }

    /**
     * What was written, as one line: a user's JSON may have line ends between its tokens, the data
     * of a server-sent event may not.
     */
    public byte[] line() {
        byte[] line = bytes();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    private JsonOut uuidText(ByteString id) {
        if (id.size() != 16) {
            return literal("null");
        }
        room(38);
        buffer[size++] = '"';
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                buffer[size++] = '-';
            }
            int octet = id.byteAt(i);
            buffer[size++] = HEX[octet >> 4 & 0xf];
            buffer[size++] = HEX[octet & 0xf];
        }
        buffer[size++] = '"';
        return this;
    }

    private JsonOut open(char brace) {
        room(1);
        buffer[size++] = (byte) brace;
        first = true;
        return this;
    }

    private JsonOut close(char brace) {
        room(1);
        buffer[size++] = (byte) brace;
        first = false;
        return this;
    }

    private void comma() {
        if (first) {
            first = false;
        } else {
            room(1);
            buffer[size++] = ',';
        }
    }

    private void name(String name) {
        comma();
        quoted(name);
        room(1);
        buffer[size++] = ':';
    }

    private JsonOut literal(String ascii) {
        int length = ascii.length();
        room(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    private JsonOut quoted(String value) {
        int length = value.length();
        room(length + 2);
        buffer[size++] = '"';
        int i = 0;
        while (i < length && plain(value.charAt(i))) {
            buffer[size++] = (byte) value.charAt(i++);
        }
        if (i < length) {
            escaped(value.substring(i));
        }
        room(1);
        buffer[size++] = '"';
        return this;
    }

    private void escaped(String rest) {
        byte[] utf8 = rest.getBytes(StandardCharsets.UTF_8);
        room(utf8.length * 6);
        for (byte octet : utf8) {
            if (octet == '"' || octet == '\\') {
                buffer[size++] = '\\';
                buffer[size++] = octet;
            } else if (octet >= 0 && octet < 0x20) {
                literal("\\u00");
                buffer[size++] = HEX[octet >> 4];
                buffer[size++] = HEX[octet & 0xf];
            } else {
                buffer[size++] = octet;
            }
        }
    }

    private static boolean plain(char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    }

    private void room(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
