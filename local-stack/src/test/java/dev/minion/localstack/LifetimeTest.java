package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifetimeTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path base;

    @Test
    void aServerThatShallDieWithItsParentDoesSoWhenThatIsKilled() throws Exception {
        assumeThat(Programs.has("setpriv")).isTrue();

        ProcessMark server = startedByAnotherJvmThatIsThenKilled(Lifetime.WITH_PARENT, 21540);

        assertThat(Waiting.until(SOON, () -> !server.alive())).isTrue();
        assertThat(Ports.free(21540)).isTrue();
    }

    @Test
    void aDetachedServerOutlivesItsParentAndIsFoundAgain() throws Exception {
        ProcessMark server = startedByAnotherJvmThatIsThenKilled(Lifetime.DETACHED, 21541);
        RedisServer found =
                new RedisServer(
                        Placement.below(base, "redis", 21541, Lifetime.DETACHED),
                        TestServers.cache());

        assertThat(found.running()).isTrue();
        assertThat(found.answers()).isTrue();
        found.stop(SOON);

        assertThat(server.alive()).isFalse();
        assertThat(Ports.free(21541)).isTrue();
    }

    @Test
    void aPidThatBelongsToSomeoneElseByNowIsNeverKilled() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "60").start();
        try {
            Placement place = Placement.below(base, "redis", 21542, Lifetime.DETACHED);
            new ProcessMark(innocent.pid(), "an earlier boot 1").write(place.pidFile());
            ManagedProcess process = new ManagedProcess(place);

            assertThat(process.running()).isFalse();
            assertThat(process.died()).isTrue();
            process.stop(SOON);
            process.kill();

            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void aKillTakesTheChildrenAlong() throws Exception {
        ManagedProcess shell =
                new ManagedProcess(Placement.below(base, "shell", 21543, Lifetime.WITH_PARENT));
        shell.start(List.of("/bin/sh", "-c", "sleep 61 & sleep 62 & wait"), Map.of());
        ProcessHandle root = shell.mark().orElseThrow().handle().orElseThrow();
        assertThat(Waiting.until(SOON, () -> root.descendants().count() == 2)).isTrue();
        List<ProcessMark> children =
                root.descendants().map(c -> ProcessMark.of(c.pid()).orElseThrow()).toList();

        shell.kill();

        assertThat(children).noneMatch(ProcessMark::alive);
    }

    @Test
    void aProgramThatEndsAtOnceIsReportedWithItsLastWords() {
        ManagedProcess shell =
                new ManagedProcess(Placement.below(base, "shell", 21544, Lifetime.WITH_PARENT));
        shell.start(List.of("/bin/sh", "-c", "echo no licence; sleep 0.2; exit 1"), Map.of());

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> shell.awaitAnswer(SOON, () -> false))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("shell has ended")
                .hasMessageContaining("no licence");
    }

    private ProcessMark startedByAnotherJvmThatIsThenKilled(Lifetime lifetime, int port)
            throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starter.class.getName(),
                                base.toString(),
                                Integer.toString(port),
                                lifetime.name(),
                                TestServers.cache().toString())
                        .inheritIO()
                        .start();
        Path pidFile = Placement.below(base, "redis", port, lifetime).pidFile();
        assertThat(
                        Waiting.until(
                                SOON.multipliedBy(3),
                                () -> Files.exists(pidFile) && Probe.redis(port)))
                .isTrue();
        ProcessMark server = ProcessMark.read(pidFile).orElseThrow();
        parent.destroyForcibly();
        parent.waitFor();
        return server;
    }

    /** What the other JVM runs: starts a Redis and waits to be killed. */
    static final class Starter {
        public static void main(String[] args) throws Exception {
            new RedisServer(
                            Placement.below(
                                    Path.of(args[0]),
                                    "redis",
                                    Integer.parseInt(args[1]),
                                    Lifetime.valueOf(args[2])),
                            Path.of(args[3]))
                    .start();
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
