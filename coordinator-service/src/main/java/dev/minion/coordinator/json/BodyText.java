package dev.minion.coordinator.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What one look over a body's bytes tells before it is parsed. */
final class BodyText {

    private static final byte[] ESCAPED_NUL = "\\u0000".getBytes(StandardCharsets.US_ASCII);

    private BodyText() {}

    /**
     * Refuses what is not UTF-8: it is cut out as bytes later, and the database would refuse it.
     *
     * @return whether U+0000 may be hidden in an escape, so that each text has to be looked at
     */
    static boolean mayHideNul(byte[] body) {
        boolean ascii = true;
        boolean backslash = false;
        for (byte octet : body) {
            ascii &= octet >= 0;
            backslash |= octet == '\\';
        }
        if (!ascii) {
            requireUtf8(body);
        }
        return backslash && containsEscapedNul(body);
    }

    private static void requireUtf8(byte[] body) {
        try {
            var ignored = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException broken) {
            throw new MalformedJsonException("the body is not valid UTF-8");
        }
    }

    private static boolean containsEscapedNul(byte[] body) {
        int last = body.length - ESCAPED_NUL.length;
        for (int i = 0; i <= last; i++) {
            if (body[i] == '\\' && matches(body, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] body, int at) {
        for (int i = 1; i < ESCAPED_NUL.length; i++) {
            if (body[at + i] != ESCAPED_NUL[i]) {
                return false;
            }
        }
        return true;
    }
}
