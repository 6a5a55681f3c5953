package dev.minion.contracts;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * UUIDv7 identifiers (RFC 9562, section 5.7) and their 16-byte form on the wire.
 *
 * <p>One instance gives ids that strictly rise: the 12 bits after the millisecond count the ids
 * within it (section 6.2, method 1), and a full count borrows the next millisecond. The last 62
 * bits are random, so ids of several instances do not meet.
 */
public final class Ids {

    private final InstantSource clock;
    private final RandomGenerator random;

    /** Millisecond in the upper 52 bits, count within it in the lower 12. */
    private final AtomicLong last = new AtomicLong();

    /**
     * Ids from the given clock and source of randomness; the latter must be safe for the callers'
     * threads.
     */
    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Ids from the given clock, with randomness of the calling thread. */
    public static Ids random(InstantSource clock) {
        return new Ids(clock, () -> ThreadLocalRandom.current().nextLong());
    }

    /** A new id, greater than each one before it. */
    public UUID next() {
        long floor = clock.millis() << 12;
        long stamp = last.updateAndGet(previous -> Math.max(previous + 1, floor));
        long high = (stamp >>> 12 << 16) | 0x7000L | (stamp & 0xfffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The millisecond since 1970 in which a UUIDv7 was made. */
    public static long millisOf(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    /** The id as 16 bytes, big endian. */
    public static ByteString toBytes(UUID id) {
        return ByteString.copyFrom(toArray(id));
    }

    /** The id as 16 bytes, big endian. */
    public static byte[] toArray(UUID id) {
        byte[] bytes = new byte[16];
        ByteBuffer.wrap(bytes)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return bytes;
    }

    /**
     * The id from 16 bytes.
     *
     * @throws IllegalArgumentException when there are not 16
     */
    public static UUID fromBytes(ByteString bytes) {
        if (bytes.size() != 16) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /**
     * The id that a text names, or null where it is not a UUID in its canonical 36-character form.
     */
    public static @Nullable UUID parse(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
    }
}
