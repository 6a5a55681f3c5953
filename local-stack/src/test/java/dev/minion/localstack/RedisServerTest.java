package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

    private static final int PORT = 21520;
    private static final Duration READY = Duration.ofSeconds(20);

    @TempDir Path base;

    private RedisServer redis;

    @BeforeEach
    void up() {
        redis =
                new RedisServer(
                        Placement.below(base, "redis", PORT, Lifetime.WITH_PARENT),
                        TestServers.cache());
        redis.start();
        redis.ready(READY);
    }

    @AfterEach
    void down() {
        redis.kill();
    }

    @Test
    void keepsItsKeysThroughAnOrderlyRestart() {
        Probe.redis(PORT, "SET kept yes");

        redis.restart();

        assertThat(Probe.redis(PORT, "EXISTS kept")).isEqualTo(":1");
    }

    @Test
    void isEmptyAfterAFlush() {
        Probe.redis(PORT, "SET gone yes");

        redis.flush();

        assertThat(Probe.redis(PORT, "EXISTS gone")).isEqualTo(":0");
    }

    @Test
    void comesBackAfterAKill() {
        redis.kill();
        assertThat(redis.running()).isFalse();
        assertThat(redis.answers()).isFalse();

        redis.start();
        redis.ready(READY);

        assertThat(redis.answers()).isTrue();
    }

    @Test
    void startingTwiceLeavesTheOneThatRuns() {
        ProcessMark first = redis.process().mark().orElseThrow();

        redis.start();

        assertThat(redis.process().mark()).contains(first);
    }
}
