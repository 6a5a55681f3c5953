package dev.minion.coordinator.submission;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.problem.ProblemException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Idempotency keys, and what makes two payloads the same. */
final class IdempotencyKeys {

    private IdempotencyKeys() {}

    /**
     * The key a client gave; empty where none.
     *
     * @throws ProblemException validation-failed where it is not 1 to 255 visible ASCII characters
     */
    static String check(@Nullable String key) {
        if (key == null) {
            return "";
        }
        if (key.isEmpty()
                || key.length() > Limits.IDEMPOTENCY_KEY_CHARS
                || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new ProblemException(
                    FailureCode.VALIDATION,
                    "Idempotency-Key must have 1 to %d visible ASCII characters"
                            .formatted(Limits.IDEMPOTENCY_KEY_CHARS));
        }
        return key;
    }

    /** The key of one item of a batch. */
    static String ofItem(String key, int item) {
        return key + '#' + item;
    }

    /** SHA-256 over the tasks as parsed, with their places in the submission. */
    static ByteString hash(List<Draft> drafts, boolean atomic) {
        MessageDigest digest = sha256();
        digest.update((byte) (atomic ? 1 : 0));
        ByteBuffer frame = ByteBuffer.allocate(8);
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i) instanceof Draft.Sound sound) {
                byte[] task = sound.task().build().toByteArray();
                digest.update(frame.clear().putInt(i).putInt(task.length).array());
                digest.update(task);
            }
        }
        return ByteString.copyFrom(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
