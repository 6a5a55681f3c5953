package dev.minion.dedup.redis;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.BackendUnavailableException;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps marks in Redis, with the low-level client: a datasource's calls cost ten times as much. */
public final class RedisBackend implements DedupBackend {

    /** Deletes a mark where it is still the caller's own. */
    private static final String DELETE_OWN =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
                    + " return 0";

    private final Redis redis;
    private final InstantSource clock;
    private final RedisTimes times;
    private final Claims claims;

    /**
     * How long things may take and last.
     *
     * @param call after this a call has failed; below the callers' own budget
     * @param pending time to live of a pending mark
     * @param claim a claim holds at least so long, and at most twice
     */
    public record RedisTimes(Duration call, Duration pending, Duration claim) {}

    /** Uses the given client, which connects when it is needed. */
    public RedisBackend(Redis redis, InstantSource clock, RedisTimes times) {
        this.redis = redis;
        this.clock = clock;
        this.times = times;
        this.claims = new Claims(times.claim);
    }

    @Override
    public Uni<List<Mark>> begin(String owner, List<KeyName> names) {
        Buffer pending = MarkBytes.pending(owner);
        byte[] own = pending.getBytes();
        return batch(names.stream().map(n -> first(RedisKeys.of(n), pending, times.pending)))
                .map(answers -> answers.stream().map(a -> MarkBytes.read(bytes(a), own)).toList());
    }

    @Override
    public Uni<Void> commit(List<Commitment> commitments) {
        return batch(commitments.stream().map(RedisBackend::set)).replaceWithVoid();
    }

    @Override
    public Uni<Void> abort(String owner, List<KeyName> names) {
        // Sent as text each time: submissions that the ledger refuses are rare, and a server that
        // was restarted has no scripts.
        Buffer pending = MarkBytes.pending(owner);
        return batch(names.stream().map(name -> deleteOwn(name, pending))).replaceWithVoid();
    }

    @Override
    public Uni<List<Boolean>> claim(String worker, String from, List<AttemptName> attempts) {
        return claim(worker, from, attempts, true)
                .onFailure(RedisBackend::isUnknownScript)
                .recoverWithUni(() -> claim(worker, from, attempts, false))
                .map(Claims::read);
    }

    private Uni<List<@Nullable Response>> claim(
            String worker, String from, List<AttemptName> attempts, boolean known) {
        return batch(claims.commands(clock.millis(), worker, from, attempts, known).stream());
    }

    /** The server was restarted, or is new. */
    private static boolean isUnknownScript(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && String.valueOf(cause.getMessage()).contains("NOSCRIPT");
    }

    /** Sets the value where there is none; the answer is the value that was there, or null. */
    private static Request first(String key, Buffer value, Duration timeToLive) {
        return Request.cmd(Command.SET)
                .arg(key)
                .arg(value)
                .arg("NX")
                .arg("GET")
                .arg("PX")
                .arg(timeToLive.toMillis());
    }

    private static Request set(Commitment commitment) {
        return Request.cmd(Command.SET)
                .arg(RedisKeys.of(commitment.name()))
                .arg(MarkBytes.committed(commitment.mark()))
                .arg("PX")
                .arg(commitment.timeToLive().toMillis());
    }

    private static Request deleteOwn(KeyName name, Buffer pending) {
        return Request.cmd(Command.EVAL)
                .arg(DELETE_OWN)
                .arg(1)
                .arg(RedisKeys.of(name))
                .arg(pending);
    }

    private Uni<List<@Nullable Response>> batch(Stream<Request> commands) {
        List<Request> batch = commands.toList();
        if (batch.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Uni.createFrom()
                .completionStage(() -> redis.batch(batch).toCompletionStage())
                .ifNoItem()
                .after(times.call)
                .fail()
                .onFailure()
                .transform(BackendUnavailableException::new);
    }

    private static byte @Nullable [] bytes(@Nullable Response answer) {
        return answer == null ? null : answer.toBytes();
    }
}
