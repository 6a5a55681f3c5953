package dev.minion.coordinator.strategy;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Keeps the choice in a hash of two fields, and what was learned in one value. */
@ApplicationScoped
class RedisStrategyStore implements StrategyStore {

    private static final String CHOICE = "coordinator:strategy";
    private static final String LEARNED = "coordinator:quality";

    /** What nobody has refreshed for a week is of workers that are long gone. */
    private static final Duration LEARNED_LIFE = Duration.ofDays(7);

    /** Answers the new version, or -1 where another one than expected is there. */
    private static final String KEEP =
            """
            local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
            if ARGV[2] ~= '' and tonumber(ARGV[2]) ~= version then return -1 end
            redis.call('HSET', KEYS[1], 'version', version + 1, 'document', ARGV[1])
            return version + 1
            """;

    private static final String PUT_BACK =
            """
            if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
            redis.call('HSET', KEYS[1], 'version', ARGV[1], 'document', ARGV[2])
            return 1
            """;

    private final Redis redis;
    private final Duration callTimeout;

    @Inject
    RedisStrategyStore(Redis redis, StrategySettings settings) {
        this(redis, settings.callTimeout());
    }

    RedisStrategyStore(Redis redis, Duration callTimeout) {
        this.redis = redis;
        this.callTimeout = callTimeout;
    }

    @Override
    public Uni<Optional<Kept>> choice() {
        return send(Request.cmd(Command.HMGET).arg(CHOICE).arg("version").arg("document"))
                .map(RedisStrategyStore::kept);
    }

    private static Optional<Kept> kept(Optional<Response> answer) {
        return answer.filter(fields -> fields.get(0) != null && fields.get(1) != null)
                .map(fields -> new Kept(fields.get(0).toLong(), fields.get(1).toString()));
    }

    @Override
    public Uni<Optional<Kept>> keep(String document, OptionalLong expected) {
        String wanted = expected.isPresent() ? Long.toString(expected.getAsLong()) : "";
        return send(eval(KEEP).arg(document).arg(wanted))
                .map(answer -> answer.map(Response::toLong).filter(version -> version > 0))
                .map(version -> version.map(now -> new Kept(now, document)));
    }

    @Override
    public Uni<Void> putBack(Kept choice) {
        return send(eval(PUT_BACK).arg(choice.version()).arg(choice.document())).replaceWithVoid();
    }

    @Override
    public Uni<Optional<String>> learned() {
        return send(Request.cmd(Command.GET).arg(LEARNED))
                .map(answer -> answer.map(Response::toString));
    }

    @Override
    public Uni<Void> keepLearned(String document) {
        return send(Request.cmd(Command.SET)
                        .arg(LEARNED)
                        .arg(document)
                        .arg("EX")
                        .arg(LEARNED_LIFE.toSeconds()))
                .replaceWithVoid();
    }

    /** Sent as text each time: choices are rare, and a server that was restarted has no scripts. */
    private static Request eval(String script) {
        return Request.cmd(Command.EVAL).arg(script).arg(1).arg(CHOICE);
    }

    private Uni<Optional<Response>> send(Request request) {
        return Uni.createFrom()
                .completionStage(() -> redis.send(request).toCompletionStage())
                .map(Optional::ofNullable)
                .ifNoItem()
                .after(callTimeout)
                .fail()
                .onFailure()
                .transform(StoreAwayException::new);
    }
}
