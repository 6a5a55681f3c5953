package dev.minion.ledger.payload;

import dev.minion.contracts.PayloadRef;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;

/** What the chunks of a payload come to, taken one after the other. */
final class Sealing {

    private static final String ESCAPED_NUL = "u0000";

    private final MessageDigest digest = PayloadRef.sha256();
    private long size;
    private boolean nul;

    /** Characters of an escape seen so far, from its backslash; 0 outside of one. */
    private int escape;

    /** Takes the next chunk. */
    void take(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        digest.update(bytes);
        size += bytes.length;
        for (byte each : bytes) {
            look(each);
        }
    }

    /** U+0000, raw or escaped, also where the escape goes on in the next chunk. */
    private void look(byte each) {
        if (escape > 0) {
            boolean goesOn = each == ESCAPED_NUL.charAt(escape - 1);
            nul |= goesOn && escape == ESCAPED_NUL.length();
            boolean within = goesOn && escape < ESCAPED_NUL.length();
            boolean anew = !goesOn && escape > 1 && each == '\\';
            escape = within ? escape + 1 : anew ? 1 : 0;
        } else if (each == '\\') {
            escape = 1;
        } else {
            nul |= each == 0;
        }
    }

    /** Whether all of it is what its name says. */
    boolean is(byte[] hash, long expected) {
        return size == expected && MessageDigest.isEqual(digest.digest(), hash);
    }

    /** Whether it holds U+0000, which no later query could read as text. */
    boolean holdsNul() {
        return nul;
    }
}
