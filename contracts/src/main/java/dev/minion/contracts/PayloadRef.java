package dev.minion.contracts;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a large input or output: a byte that no JSON has, then the SHA-256 of
 * the payload, then its size, 41 bytes together. It travels and is stored wherever the JSON would
 * be, also within the JSON of dependency outputs, and costs nothing where there is none.
 *
 * @param hash 32 bytes
 * @param size in bytes
 */
public record PayloadRef(ByteString hash, long size) {

    /** The first byte of a reference. JSON escapes it. */
    public static final byte TAG = 1;

    /** Bytes of a hash. */
    public static final int HASH_BYTES = 32;

    /** Bytes of a reference. */
    public static final int BYTES = 1 + HASH_BYTES + Long.BYTES;

    /** Whether a value is a reference, and not JSON. */
    public static boolean isOne(ByteString value) {
        return value.size() == BYTES && value.byteAt(0) == TAG;
    }

    /** The reference that a value is, or null where it is JSON or empty. */
    public static @Nullable PayloadRef of(ByteString value) {
        return isOne(value) ? at(value, 0) : null;
    }

    /**
     * The reference that begins at a place of a value.
     *
     * @throws IndexOutOfBoundsException where the value ends before it
     */
    public static PayloadRef at(ByteString value, int place) {
        ByteString hash = value.substring(place + 1, place + 1 + HASH_BYTES);
        ByteString size = value.substring(place + 1 + HASH_BYTES, place + BYTES);
        return new PayloadRef(hash, size.asReadOnlyByteBuffer().getLong());
    }

    /** The reference to a payload. Reads all of it. */
    public static PayloadRef to(ByteString payload) {
        MessageDigest digest = sha256();
        digest.update(payload.asReadOnlyByteBuffer());
        return new PayloadRef(ByteString.copyFrom(digest.digest()), payload.size());
    }

    /** As it travels. */
    public ByteString bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(TAG).put(hash.asReadOnlyByteBuffer());
        return ByteString.copyFrom(bytes.putLong(size).flip());
    }

    /** The hash as people write it. */
    public String hex() {
        return HexFormat.of().formatHex(hash.toByteArray());
    }

    /** How many chunks the payload has. */
    public int chunks() {
        return chunks(size);
    }

    /** How many chunks a payload of a size has. */
    public static int chunks(long size) {
        return Math.toIntExact(Math.ceilDiv(size, (long) Limits.PAYLOAD_CHUNK_BYTES));
    }

    /** What payloads are named by. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
