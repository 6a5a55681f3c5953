package dev.minion.dedup.redis;

import com.google.protobuf.ByteString;
import dev.minion.dedup.mark.Mark;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Marks as Redis stores them. */
final class MarkBytes {

    private static final byte PENDING = 'p';
    private static final byte COMMITTED = 'c';
    private static final int ID_BYTES = 16;

    private MarkBytes() {}

    static Buffer pending(String owner) {
        byte[] digest = RedisKeys.digestOf(owner);
        return Buffer.buffer(1 + digest.length).appendByte(PENDING).appendBytes(digest);
    }

    static Buffer committed(Mark.Committed mark) {
        return Buffer.buffer(1 + ID_BYTES + mark.payloadHash().size())
                .appendByte(COMMITTED)
                .appendBytes(mark.taskId().toByteArray())
                .appendBytes(mark.payloadHash().toByteArray());
    }

    /**
     * What a stored value says to the owner of the given pending value. A value that nobody of this
     * version wrote sends the caller to the ledger.
     */
    static Mark read(byte @Nullable [] stored, byte[] own) {
        if (stored == null || Arrays.equals(stored, own)) {
            return Mark.FRESH;
        }
        if (stored.length > ID_BYTES && stored[0] == COMMITTED) {
            return new Mark.Committed(
                    ByteString.copyFrom(stored, 1, ID_BYTES),
                    ByteString.copyFrom(stored, 1 + ID_BYTES, stored.length - 1 - ID_BYTES));
        }
        return Mark.IN_PROGRESS;
    }
}
