package dev.minion.ledger.generation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows as {@code COPY ... (format binary)} reads them: for each row the number of its fields, for
 * each field its length and value in network order.
 */
final class CopyRows {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Postgres counts from the year 2000. */
    private static final long EPOCH_US = 946_684_800_000_000L;

    private static final int ABSENT = -1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);

    /** What stands before the first row. */
    void begin() {
        bytes.writeBytes(HEADER);
    }

    /** What stands behind the last row. */
    void end() {
        number(-1, 2);
    }

    void row(int fields) {
        number(fields, 2);
    }

    void uuid(@Nullable UUID id) {
        if (id == null) {
            number(ABSENT, 4);
            return;
        }
        number(16, 4);
        number(id.getMostSignificantBits(), 8);
        number(id.getLeastSignificantBits(), 8);
    }

    /** A timestamptz from microseconds since 1970, 0 for none. */
    void time(long us) {
        if (us == 0) {
            number(ABSENT, 4);
        } else {
            number(8, 4);
            number(us - EPOCH_US, 8);
        }
    }

    void smallint(int value) {
        number(2, 4);
        number(value, 2);
    }

    void integer(int value) {
        number(4, 4);
        number(value, 4);
    }

    void bigint(long value) {
        number(8, 4);
        number(value, 8);
    }

    /** A text, or a bytea that holds it. */
    void text(@Nullable String value) {
        if (value == null) {
            number(ABSENT, 4);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length, 4);
        bytes.writeBytes(utf8);
    }

    int size() {
        return bytes.size();
    }

    /** What was written since the last time. */
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    private void number(long value, int length) {
        for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
            bytes.write((int) (value >>> shift));
        }
    }
}
