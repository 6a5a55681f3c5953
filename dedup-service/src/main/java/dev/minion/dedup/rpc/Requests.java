package dev.minion.dedup.rpc;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.dedup.AttemptClaim;
import dev.minion.contracts.dedup.CommittedKey;
import dev.minion.contracts.dedup.IdempotencyKey;
import dev.minion.contracts.dedup.KeyMark;
import dev.minion.contracts.dedup.KeyState;
import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import java.time.Duration;
import java.util.List;

/**
 * Reads what a call asks. Callers are services of this suite: what they get wrong is refused with
 * an exception, not with a list of faults.
 */
final class Requests {

    /** Bytes of a digest that is kept with a mark: SHA-512 at most. */
    private static final int HASH_BYTES = 64;

    private static final int NAME_CHARS = 300;

    private final int batchSize;
    private final Duration committedTime;

    Requests(int batchSize, Duration committedTime) {
        this.batchSize = batchSize;
        this.committedTime = committedTime;
    }

    String owner(String text) {
        require(!text.isEmpty() && text.length() <= NAME_CHARS, "owner or worker: 1 to 300 chars");
        return text;
    }

    String former(String text) {
        require(text.length() <= NAME_CHARS, "from: at most 300 chars");
        return text;
    }

    List<KeyName> names(List<IdempotencyKey> keys) {
        bound(keys);
        return keys.stream().map(key -> name(key.getNamespace(), key.getKey())).toList();
    }

    List<Commitment> commitments(List<CommittedKey> keys) {
        bound(keys);
        return keys.stream().map(this::commitment).toList();
    }

    private Commitment commitment(CommittedKey key) {
        Mark.Committed mark = new Mark.Committed(id(key.getTaskId()), hash(key.getPayloadHash()));
        Duration time = key.getTtlMs() > 0 ? Duration.ofMillis(key.getTtlMs()) : committedTime;
        return new Commitment(name(key.getNamespace(), key.getKey()), mark, time);
    }

    List<AttemptName> attempts(List<AttemptClaim> claims) {
        bound(claims);
        return claims.stream().map(Requests::attempt).toList();
    }

    private static AttemptName attempt(AttemptClaim claim) {
        return new AttemptName(
                Ids.fromBytes(id(claim.getTaskId())),
                claim.getFence().getEpoch(),
                claim.getFence().getAttempt());
    }

    static KeyMark answer(Mark mark) {
        return switch (mark) {
            case Mark.Fresh() -> KeyMark.newBuilder().setState(KeyState.FRESH).build();
            case Mark.InProgress() -> KeyMark.newBuilder().setState(KeyState.IN_PROGRESS).build();
            case Mark.Committed(ByteString taskId, ByteString payloadHash) ->
                    KeyMark.newBuilder()
                            .setState(KeyState.COMMITTED)
                            .setTaskId(taskId)
                            .setPayloadHash(payloadHash)
                            .build();
        };
    }

    private static KeyName name(String namespace, String key) {
        require(namespace.length() <= NAME_CHARS, "namespace: at most 300 chars");
        require(!key.isEmpty() && key.length() <= NAME_CHARS, "key: 1 to 300 chars");
        return new KeyName(namespace, key);
    }

    private static ByteString id(ByteString bytes) {
        require(bytes.size() == 16, "task_id: 16 bytes");
        return bytes;
    }

    private static ByteString hash(ByteString bytes) {
        require(bytes.size() <= HASH_BYTES, "payload_hash: at most 64 bytes");
        return bytes;
    }

    private void bound(List<?> items) {
        require(items.size() <= batchSize, "too many items in one call");
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
