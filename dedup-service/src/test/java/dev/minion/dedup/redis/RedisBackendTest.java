package dev.minion.dedup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.dedup.mark.AttemptName;
import dev.minion.dedup.mark.BackendUnavailableException;
import dev.minion.dedup.mark.Commitment;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.DedupBackendContract;
import dev.minion.dedup.mark.KeyName;
import dev.minion.dedup.mark.Mark;
import dev.minion.dedup.redis.RedisBackend.RedisTimes;
import dev.minion.localstack.RedisServer;
import dev.minion.localstack.TestServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract against a real Redis, and what only a server can do: forget, stall and die. */
class RedisBackendTest extends DedupBackendContract {

    private static final RedisServer SERVER = TestServers.redis(21400);
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Redis CLIENT = client(SERVER.port());
    private static final DedupBackend BACKEND =
            new RedisBackend(
                    client(SERVER.port()),
                    InstantSource.system(),
                    new RedisTimes(PATIENT, LONG, LONG));

    private static Redis client(int port) {
        return Redis.createClient(
                VERTX,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + port)
                        .setMaxWaitingHandlers(16_384));
    }

    @AfterAll
    static void closeClients() throws InterruptedException, ExecutionException {
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    @Override
    protected DedupBackend backend() {
        return BACKEND;
    }

    @Test
    void aPendingMarkIsForgottenAfterItsTimeAndNeverSeen() {
        DedupBackend hasty = with(new RedisTimes(PATIENT, SHORT, LONG));
        await(hasty.begin("a", List.of(name)));
        assertThat(begin("b")).isEqualTo(Mark.IN_PROGRESS);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(begin("b")).isEqualTo(Mark.FRESH));
    }

    @Test
    void aCommittedMarkIsForgottenAfterTheTimeItWasGiven() {
        await(BACKEND.commit(List.of(new Commitment(name, committed, SHORT))));
        assertThat(begin("b")).isEqualTo(committed);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(begin("b")).isEqualTo(Mark.FRESH));
    }

    @Test
    void aClaimHoldsForItsTimeAtLeastAndTwiceAsLongAtMost() {
        Instant start = Instant.parse("2026-01-01T00:00:59.999Z");
        AttemptName attempt = new AttemptName(task, 1, 1);
        assertThat(claimAt(start, "w1", attempt)).isTrue();

        assertThat(claimAt(start.plusSeconds(60), "w2", attempt)).isFalse();
        assertThat(claimAt(start.plusSeconds(60), "w1", attempt)).isTrue();
        assertThat(claimAt(start.plusSeconds(120), "w2", attempt)).isTrue();
        assertThat(claimAt(start.plusSeconds(120), "w1", attempt)).isFalse();
    }

    @Test
    void aReplicaWhoseClockIsBehindSeesTheClaimsOfTheOthers() {
        Instant now = Instant.parse("2026-01-01T01:01:00Z");
        AttemptName attempt = new AttemptName(task, 1, 1);
        assertThat(claimAt(now, "w1", attempt)).isTrue();

        assertThat(claimAt(now.minusSeconds(60), "w2", attempt)).isFalse();
    }

    @Test
    void claimsAreRemovedAtOnceByThoseThatFollowAndByRedisWhereNoneDo() {
        Instant first = Instant.parse("2026-01-01T02:00:00Z");
        claimAt(first, "w", new AttemptName(task, 1, 1));
        String key = "dedup:{claims}:" + first.toEpochMilli();
        assertThat(redis(Command.PTTL, key)).isBetween(170_000L, 180_000L);

        claimAt(first.plusSeconds(120), "w", new AttemptName(task, 1, 2));

        assertThat(redis(Command.EXISTS, key)).isZero();
    }

    @Test
    void aServerThatHasLostTheScriptIsGivenItAgain() {
        AttemptName attempt = new AttemptName(task, 1, 1);
        claim("w1", attempt);
        CLIENT.send(Request.cmd(Command.SCRIPT).arg("FLUSH"))
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        assertThat(claim("w2", attempt)).isFalse();
        assertThat(claim("w1", attempt)).isTrue();
    }

    private boolean claimAt(Instant now, String worker, AttemptName attempt) {
        RedisTimes times = new RedisTimes(PATIENT, LONG, Duration.ofMinutes(1));
        DedupBackend backend = new RedisBackend(CLIENT, InstantSource.fixed(now), times);
        return await(backend.claim(worker, List.of(attempt))).getFirst();
    }

    private static long redis(Command command, String key) {
        return CLIENT.send(Request.cmd(command).arg(key))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .toLong();
    }

    @Test
    void aFlushedRedisKnowsNothingAndSaysNothingFalse() {
        begin("a");
        SERVER.flush();
        assertThat(begin("b")).isEqualTo(Mark.FRESH);
        commit();
        SERVER.flush();

        assertThat(begin("c")).isEqualTo(Mark.FRESH);
    }

    @Test
    void aValueThatNobodyWroteSendsTheCallerToTheLedger() {
        byte[] foreign = {'x', 'y'};

        assertThat(MarkBytes.read(foreign, new byte[] {'p'})).isEqualTo(Mark.IN_PROGRESS);
        assertThat(MarkBytes.read(new byte[] {'c', 1}, foreign)).isEqualTo(Mark.IN_PROGRESS);
    }

    @Test
    void aRedisThatIsAwayIsUnavailableAtOnce() {
        DedupBackend away =
                new RedisBackend(
                        client(21409), InstantSource.system(), new RedisTimes(PATIENT, LONG, LONG));

        assertThatThrownBy(() -> await(away.begin("a", List.of(name))))
                .isInstanceOf(BackendUnavailableException.class);
    }

    @Test
    void aRedisThatDoesNotAnswerIsUnavailableWithinTheCallsTime() throws IOException {
        try (ServerSocket deaf = new ServerSocket(21408, 1, InetAddress.getLoopbackAddress())) {
            RedisTimes budget = new RedisTimes(Duration.ofMillis(80), LONG, LONG);
            DedupBackend stalled =
                    new RedisBackend(client(deaf.getLocalPort()), InstantSource.system(), budget);
            List<AttemptName> attempts = List.of(new AttemptName(task, 1, 1));

            long start = System.nanoTime();
            assertThatThrownBy(() -> await(stalled.claim("w", attempts)))
                    .isInstanceOf(BackendUnavailableException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aRedisThatWasKilledServesAgainWhenItIsBack() {
        RedisServer other = TestServers.redis(21405);
        DedupBackend backend =
                new RedisBackend(
                        client(other.port()),
                        InstantSource.system(),
                        new RedisTimes(PATIENT, LONG, LONG));
        List<KeyName> names = List.of(name);
        assertThat(await(backend.begin("a", names))).containsExactly(Mark.FRESH);

        other.kill();
        assertThatThrownBy(() -> await(backend.begin("a", names)))
                .isInstanceOf(BackendUnavailableException.class);
        other.start();
        other.ready(Duration.ofSeconds(20));

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(await(backend.begin("a", names)))
                                        .containsOnly(Mark.FRESH));
    }

    private static DedupBackend with(RedisTimes times) {
        return new RedisBackend(client(SERVER.port()), InstantSource.system(), times);
    }
}
