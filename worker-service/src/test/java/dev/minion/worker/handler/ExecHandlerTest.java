package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecHandlerTest {

    private static final String ALLOWED =
            "wc=/usr/bin/wc,sh=/bin/sh,env=/usr/bin/env,yes=/usr/bin/yes,sleep=/usr/bin/sleep,"
                    + "cat=/usr/bin/cat,echo=/usr/bin/echo,none=/usr/bin/no-such-program";

    private final Map<String, String> properties =
            new HashMap<>(Map.of("minion.handlers.exec.allowed", ALLOWED));
    private Optional<Programs> programs = Optional.empty();

    @AfterEach
    void stop() {
        programs.ifPresent(Programs::close);
    }

    @Test
    void aProgramGetsItsInputAndGivesItsOutput() throws Exception {
        JsonNode output = run("{'command': 'wc', 'args': ['-c'], 'stdin': 'four'}");

        assertThat(output.path("exit_code").intValue()).isZero();
        assertThat(output.path("stdout").asText().strip()).isEqualTo("4");
        assertThat(output.path("stderr").asText()).isEmpty();
        assertThat(output.path("truncated").booleanValue()).isFalse();
        assertThat(output.path("duration_ms").isNumber()).isTrue();
    }

    @Test
    void noShellReadsTheArguments() throws Exception {
        JsonNode output = run("{'command': 'echo', 'args': ['$HOME; id | cat', '*']}");

        assertThat(output.path("stdout").asText()).isEqualTo("$HOME; id | cat *\n");
    }

    @Test
    void nothingIsAllowedByDefault() {
        properties.clear();

        HandlerException failure = failure("{'command': 'wc'}");

        assertThat(failure.code()).isEqualTo("command-not-allowed");
        assertThat(failure.retryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/wc", "id", "../wc", "WC"})
    void onlyNamesOfTheListAreAllowed(String command) {
        assertThat(failure("{'command': '" + command + "'}").code())
                .isEqualTo("command-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wc", "wc=wc", "=/usr/bin/wc", "wc=/usr/bin/../bin/wc"})
    void aWrongListStopsTheStart(String list) {
        properties.put("minion.handlers.exec.allowed", list);

        assertThatIllegalArgumentException().isThrownBy(this::handler);
    }

    @Test
    void theEnvironmentIsEmptyButForWhatIsNamed() throws Exception {
        properties.put("minion.handlers.exec.environment", "JAVA_HOME,NO_SUCH_VARIABLE");
        properties.put("minion.handlers.exec.variables", "GIT_CONFIG_COUNT=1,A=b=c");

        String environment = run("{'command': 'env'}").path("stdout").asText();

        assertThat(environment.lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsOnlyOnce("LANG", "PATH", "GIT_CONFIG_COUNT", "A")
                .isSubsetOf("LANG", "PATH", "GIT_CONFIG_COUNT", "A", "JAVA_HOME");
        assertThat(environment).contains("LANG=C.UTF-8", "PATH=/usr/bin:/bin", "A=b=c");
    }

    @Test
    void aFailureTellsTheEndOfTheErrors() {
        HandlerException failure =
                failure("{'command': 'sh', 'args': ['-c', 'echo oh no >&2; exit 3']}");

        assertThat(failure.code()).isEqualTo("command-failed");
        assertThat(failure).hasMessage("sh: ended with 3: oh no");
        assertThat(failure.retryable()).isFalse();
        assertThat(failure("{'command': 'sh', 'args': ['-c', 'exit 3'], 'retryable': true}"))
                .matches(HandlerException::retryable);
    }

    @Test
    void aProgramThatIsNotThereFails() {
        assertThat(failure("{'command': 'none'}").code()).isEqualTo("command-failed");
    }

    @Test
    void tooMuchOutputIsDroppedAndTheProgramGoesOn() throws Exception {
        JsonNode output =
                run("{'command': 'sh', 'args': ['-c', 'yes | head -c 3000000; echo done >&2']}");

        assertThat(output.path("stdout").asText()).hasSize(262_144);
        assertThat(output.path("stderr").asText()).isEqualTo("done\n");
        assertThat(output.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void inputThatIsNotReadHoldsNothingUp() throws Exception {
        String input = "x".repeat(500_000);

        assertThat(run("{'command': 'echo', 'stdin': '" + input + "'}").path("stdout").asText())
                .isEqualTo("\n");
    }

    @Test
    void theTimeoutKillsTheProgramAndItsDescendants() {
        String mark = mark();

        long start = System.nanoTime();
        HandlerException failure =
                failure(
                        "{'command': 'sh', 'timeout': '300ms', 'args': ['-c', 'sleep %s & sleep %s; true']}"
                                .formatted(mark, mark));

        assertThat(failure.code()).isEqualTo("command-failed");
        assertThat(failure).hasMessageContaining("did not end within");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5_000);
        await().untilAsserted(() -> assertThat(alive(mark)).isEmpty());
    }

    @Test
    void anInterruptKillsTheProgram() throws Exception {
        String mark = mark();
        ExecHandler handler = handler();
        Attempt attempt = Attempt.of("{'command': 'sleep', 'args': ['" + mark + "']}");
        FutureTask<Throwable> run =
                new FutureTask<>(() -> catchThrowable(() -> handler.run(attempt)));
        Thread thread = Thread.ofVirtual().start(run);
        await().untilAsserted(() -> assertThat(alive(mark)).isNotEmpty());

        thread.interrupt();

        assertThat(run.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        await().untilAsserted(() -> assertThat(alive(mark)).isEmpty());
    }

    @Test
    void aProgramDiesWithItsWorker() throws Exception {
        String mark = mark();
        Process worker =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ShortLivedWorker.class.getName(),
                                mark)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long own = worker.pid();
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(alive(mark)).anyMatch(process -> process.pid() != own));

        worker.destroyForcibly();

        await().untilAsserted(() -> assertThat(alive(mark)).isEmpty());
    }

    @Test
    void aDescendantThatKeepsTheOutputOpenHoldsNothingUp() throws Exception {
        String mark = mark();

        long start = System.nanoTime();
        JsonNode output =
                run("{'command': 'sh', 'args': ['-c', 'sleep %s & echo out']}".formatted(mark));

        assertThat(output.path("stdout").asText()).isEqualTo("out\n");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(10_000);
        alive(mark).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void theFreshFolderIsRemovedWithAllThatIsInIt(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("kept"), "kept");
        JsonNode output =
                run(
                        "{'command': 'sh', 'args': ['-c', 'mkdir -p a/b; touch a/b/c; ln -s %s l; pwd']}"
                                .formatted(elsewhere));

        assertThat(Path.of(output.path("stdout").asText().strip())).doesNotExist();
        assertThat(elsewhere.resolve("kept")).exists();
    }

    @Test
    void aFolderBelowTheRootMayBeChosen(@TempDir Path root) throws Exception {
        properties.put("minion.handlers.exec.root", root.toString());
        Files.createDirectory(root.resolve("in"));

        JsonNode output =
                run("{'command': 'sh', 'args': ['-c', 'pwd'], 'working_directory': 'in'}");

        assertThat(output.path("stdout").asText().strip())
                .isEqualTo(root.toRealPath().resolve("in").toString());
        assertThat(root.resolve("in")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/etc", "link", "in/../..", "file", "missing"})
    void aFolderOutsideTheRootIsRefused(String folder, @TempDir Path root) throws IOException {
        properties.put("minion.handlers.exec.root", root.toString());
        Files.createDirectory(root.resolve("in"));
        Files.createFile(root.resolve("file"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc"));

        assertThat(failure("{'command': 'wc', 'working_directory': '" + folder + "'}").code())
                .isEqualTo("command-not-allowed");
    }

    @Test
    void withoutARootNoFolderMayBeChosen() {
        assertThat(failure("{'command': 'wc', 'working_directory': '/tmp'}").code())
                .isEqualTo("command-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'command': 'wc', 'args': '-c'}",
                "{'command': 'wc', 'args': [1]}",
                "{'command': 'wc', 'args': ['a\\u0000b']}",
                "{'command': 'wc', 'timeout': '2h'}",
                "{'command': 'wc', 'shell': true}"
            })
    void aWrongInputIsRefused(String input) {
        assertThat(failure(input).code()).isEqualTo("input-invalid");
    }

    /** A number of seconds that no other process of this machine sleeps. */
    private static String mark() {
        return "9" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000_000L);
    }

    private static List<ProcessHandle> alive(String mark) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .toList();
    }

    private ExecHandler handler() {
        ExecSettings settings = Settings.of(ExecSettings.class, properties);
        Programs started = new Programs(settings);
        programs = Optional.of(started);
        return new ExecHandler(settings, started);
    }

    private JsonNode run(String input) throws HandlerException, InterruptedException {
        return handler().run(Attempt.of(input));
    }

    private HandlerException failure(String input) {
        return catchThrowableOfType(HandlerException.class, () -> run(input));
    }
}
