package dev.minion.coordinator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.coordinator.strategy.StrategyStore.Kept;
import dev.minion.localstack.RedisServer;
import dev.minion.localstack.TestServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract against a real Redis, and what only a server can do: stall and die. */
class RedisStrategyStoreTest extends StrategyStoreContract {

    private static final RedisServer SERVER = TestServers.redis(21210);
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final StrategyStore STORE = at(SERVER.port(), PATIENT);

    private static StrategyStore at(int port, Duration timeout) {
        return new RedisStrategyStore(
                Redis.createClient(
                        VERTX, new RedisOptions().setConnectionString("redis://127.0.0.1:" + port)),
                timeout);
    }

    @AfterAll
    static void closeClients() throws InterruptedException, ExecutionException {
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    @Override
    StrategyStore store() {
        return STORE;
    }

    @Override
    void flush() {
        SERVER.flush();
    }

    @Test
    void aRedisThatIsAwayIsAwayAtOnce() {
        StrategyStore away = at(21219, PATIENT);

        assertThatThrownBy(() -> await(away.keep("one", OptionalLong.empty())))
                .isInstanceOf(StoreAwayException.class);
    }

    @Test
    void aRedisThatDoesNotAnswerIsAwayWithinTheCallsTime() throws IOException {
        try (ServerSocket deaf = new ServerSocket(21218, 1, InetAddress.getLoopbackAddress())) {
            StrategyStore stalled = at(deaf.getLocalPort(), Duration.ofMillis(80));

            assertThatThrownBy(() -> await(stalled.choice()))
                    .isInstanceOf(StoreAwayException.class);
        }
    }

    @Test
    void whatWasKeptOutlivesTheServersProcess() {
        RedisServer other = TestServers.redis(21212);
        StrategyStore store = at(other.port(), PATIENT);
        assertThat(await(store.keep("one", OptionalLong.empty()))).isPresent();
        // The file is written to disk every second; the death of the process alone loses nothing.
        other.kill();
        other.start();
        other.ready(Duration.ofSeconds(20));

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(await(store.choice())).contains(new Kept(1, "one")));
    }
}
