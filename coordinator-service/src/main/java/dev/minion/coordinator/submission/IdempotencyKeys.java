package dev.minion.coordinator.submission;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Idempotency keys, and what makes two payloads the same. */
final class IdempotencyKeys {

    private IdempotencyKeys() {}

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
