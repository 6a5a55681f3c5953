package dev.minion.dedup.redis;

import dev.minion.dedup.mark.KeyName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** How marks are named in Redis. */
final class RedisKeys {

    /** A longer name is replaced by its digest, so that a key costs at most this, in characters. */
    private static final int PLAIN_CHARS = 64;

    private static final int OWNER_BYTES = 16;

    private RedisKeys() {}

    /**
     * The name of a mark. The namespace's length stands in front: no two pairs of namespace and key
     * share a name.
     */
    static String of(KeyName name) {
        String plain = name.namespace().length() + ":" + name.namespace() + ":" + name.key();
        return plain.length() <= PLAIN_CHARS
                ? "dedup:k:" + plain
                : "dedup:k:#"
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(plain));
    }

    /** An owner in few bytes. */
    static byte[] digestOf(String owner) {
        return Arrays.copyOf(sha256(owner), OWNER_BYTES);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
