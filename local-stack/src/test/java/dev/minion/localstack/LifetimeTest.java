package dev.minion.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
    void detachedProcessesShareASessionWithoutOursAndGetWhatTheyAreGiven() throws Exception {
        ManagedProcess first = detached("first", 21545);
        ManagedProcess second = detached("second", 21546);
        try {
            first.start(
                    List.of(
                            "/bin/sh",
                            "-c",
                            "echo \"$1|$NAME\"; exec sleep 63",
                            "sh",
                            "it's $HOME"),
                    Map.of("NAME", "a'b\nc"));
            second.start(List.of("/bin/sleep", "63"), Map.of());

            Path log = first.place().log();
            assertThat(Waiting.until(SOON, () -> first.tail().contains("c"))).isTrue();
            assertThat(log).hasContent("it's $HOME|a'b\nc");
            assertThat(session(first)).isEqualTo(session(second)).isNotEqualTo(session("self"));
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid(first) + "/cwd")))
                    .isEqualTo(first.place().data().toRealPath());
        } finally {
            first.kill();
            second.kill();
        }
    }

    private ManagedProcess detached(String name, int port) {
        return new ManagedProcess(Placement.below(base, name, port, Lifetime.DETACHED));
    }

    private static String pid(ManagedProcess process) {
        return Long.toString(process.mark().orElseThrow().pid());
    }

    private static String session(ManagedProcess process) throws IOException {
        return session(pid(process));
    }

    private static String session(String pid) throws IOException {
        return stat(Path.of("/proc/" + pid))[3];
    }

    /** What the kernel tells of a process or a thread, behind its name. */
    private static String[] stat(Path folder) throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    @Test
    void theOptimisingCompilerOfAJvmStepsBack() throws Exception {
        ManagedProcess jvm =
                new ManagedProcess(Placement.below(base, "jvm", 21547, Lifetime.WITH_PARENT));
        jvm.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+TieredCompilation",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sleeper.class.getName()),
                Map.of("JDK_JAVA_OPTIONS", ""));
        assertThat(Waiting.until(SOON, () -> jvm.tail().contains("asleep"))).isTrue();

        assertThat(jvm.optimiserStepsBack()).isTrue();

        assertThat(niceness(jvm, "C2 CompilerThre")).containsOnly(10);
        assertThat(niceness(jvm, "C1 CompilerThre")).containsOnly(0);
        jvm.kill();
    }

    private static List<Integer> niceness(ManagedProcess jvm, String name) throws IOException {
        List<Integer> all = new ArrayList<>();
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid(jvm) + "/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    all.add(Integer.parseInt(stat(thread)[16]));
                }
            }
        }
        return all;
    }

    /** What a JVM runs that does nothing. */
    static final class Sleeper {

        private Sleeper() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("asleep");
            new CountDownLatch(1).await();
        }
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
