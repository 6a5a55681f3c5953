package dev.minion.dedup.redis;

import dev.minion.dedup.mark.AttemptName;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How claims lie in Redis: in one hash for each stretch of time, which goes as a whole. A key for
 * each claim, with a time to live of its own, costs Redis several times the claim itself when it
 * has to find the ones that have expired.
 *
 * <p>A claim is written to the hash of now, and looked for in those before and after as well: so it
 * holds for one stretch at least and for two at most, and clocks of replicas may differ by one.
 */
final class Claims {

    /** One script holds the server up for at most so many. */
    private static final int CHUNK = 500;

    private static final int FIELD_BYTES = 24;
    private static final String PREFIX = "dedup:{claims}:";

    /** 1 for each attempt that is the worker's own; it is also where its holder gives it up. */
    private static final String SCRIPT =
            """
            local before = redis.call('EXISTS', KEYS[1]) == 1
            local after = redis.call('EXISTS', KEYS[3]) == 1
            local own = {}
            for i = 4, #ARGV do
              local at = KEYS[1]
              local holder = before and redis.call('HGET', at, ARGV[i])
              if not holder and after then
                at = KEYS[3]
                holder = redis.call('HGET', at, ARGV[i])
              end
              if not holder then
                at = KEYS[2]
                if redis.call('HSETNX', at, ARGV[i], ARGV[1]) == 0 then
                  holder = redis.call('HGET', at, ARGV[i])
                end
              end
              if holder and holder == ARGV[3] then
                redis.call('HSET', at, ARGV[i], ARGV[1])
                holder = ARGV[1]
              end
              own[i - 3] = (not holder or holder == ARGV[1]) and 1 or 0
            end
            if redis.call('PTTL', KEYS[2]) == -1 then
              redis.call('PEXPIRE', KEYS[2], ARGV[2])
              redis.call('UNLINK', KEYS[4], KEYS[5])
            end
            return own
            """;

    private static final String DIGEST = digest();

    private final long stretchMillis;

    /**
     * Claims that hold for some time.
     *
     * @param stretch how long a claim holds at least; twice as long at most
     */
    Claims(Duration stretch) {
        this.stretchMillis = stretch.toMillis();
    }

    /**
     * Commands that claim attempts.
     *
     * @param from a holder that gives them up, or empty
     * @param known whether the server has the script; if it does not, it says so with NOSCRIPT
     */
    List<Request> commands(
            long nowMillis, String worker, String from, List<AttemptName> attempts, boolean known) {
        List<Request> commands = new ArrayList<>();
        for (int begin = 0; begin < attempts.size(); begin += CHUNK) {
            int end = Math.min(begin + CHUNK, attempts.size());
            Request command = command(nowMillis, worker, from, known);
            attempts.subList(begin, end).forEach(attempt -> command.arg(field(attempt)));
            commands.add(command);
        }
        return commands;
    }

    private Request command(long nowMillis, String worker, String from, boolean known) {
        long stretch = Math.floorDiv(nowMillis, stretchMillis);
        Request command =
                known
                        ? Request.cmd(Command.EVALSHA).arg(DIGEST)
                        : Request.cmd(Command.EVAL).arg(SCRIPT);
        return command.arg(5)
                .arg(key(stretch - 1))
                .arg(key(stretch))
                .arg(key(stretch + 1))
                // What has expired is taken off the server's hands at once, without holding it up.
                .arg(key(stretch - 2))
                .arg(key(stretch - 3))
                .arg(worker)
                .arg(3 * stretchMillis)
                .arg(from);
    }

    /** The answers to {@link #commands}, attempt by attempt. */
    static List<Boolean> read(List<@Nullable Response> answers) {
        List<Boolean> own = new ArrayList<>();
        for (@Nullable Response answer : answers) {
            Objects.requireNonNull(answer).forEach(each -> own.add(each.toInteger() == 1));
        }
        return own;
    }

    private String key(long stretch) {
        return PREFIX + stretch * stretchMillis;
    }

    private static Buffer field(AttemptName attempt) {
        return Buffer.buffer(FIELD_BYTES)
                .appendLong(attempt.taskId().getMostSignificantBits())
                .appendLong(attempt.taskId().getLeastSignificantBits())
                .appendInt(attempt.epoch())
                .appendInt(attempt.attempt());
    }

    private static String digest() {
        try {
            byte[] script = SCRIPT.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
