package dev.minion.systemtests.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.localstack.TestServers;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.StackPorts;
import dev.minion.systemtests.suite.Report;
import dev.minion.systemtests.suite.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: the example of the README through the real command line. */
class ExampleTest {

    private static final int DONE = 0;
    private static final int LEAST_TASKS = 30;

    private final SharedStack suite = SharedStack.get();
    private final Path root = TestServers.root();

    @TempDir private Path here = Path.of(".");

    @Test
    void theExampleRunsToItsReport() throws IOException, InterruptedException {
        Path example = root.resolve("examples/repository-report.yaml");
        Path output = here.resolve("output.json");

        List<String> arguments = new ArrayList<>(List.of("run", "--json", example.toString()));
        arguments.addAll(addresses());
        int code = minion(output, arguments);

        assertThat(code).as("exit code; output: %s", text(output)).isEqualTo(DONE);
        JsonNode summary = new ObjectMapper().readTree(text(output));
        assertThat(summary.path("completed").asBoolean()).isTrue();
        assertThat(summary.path("tasks").size()).isGreaterThanOrEqualTo(LEAST_TASKS);
        assertThat(summary.path("tasks").valueStream().map(task -> task.path("status").asText()))
                .allMatch("completed"::equals);
        assertThat(
                        summary.path("tasks")
                                .valueStream()
                                .filter(task -> task.path("attempt").asInt() == 2))
                .as("one task fails once and is retried")
                .isNotEmpty();
        assertThat(Path.of(summary.path("report_file").asText())).isNotEmptyFile();
        Report.line("example", "%d tasks completed", summary.path("tasks").size());
    }

    @Test
    void aFileThatIsNotThereIsWrongUsage() throws IOException, InterruptedException {
        Path output = here.resolve("output.txt");

        assertThat(minion(output, List.of("run", "no-such-file.yaml"))).isEqualTo(2);
        assertThat(text(output)).contains("no-such-file.yaml");
    }

    /** The example asks the services themselves; ours are not at the usual ports. */
    private List<String> addresses() {
        StackPorts ports = suite.stack().layout().ports();
        List<String> settings = new ArrayList<>(List.of("--set", "coordinator=" + suite.url()));
        for (ServiceKind kind : ServiceKind.values()) {
            String health = "http://127.0.0.1:" + ports.of(kind).management();
            settings.addAll(List.of("--set", kind.service() + "_health=" + health));
        }
        return settings;
    }

    private int minion(Path output, List<String> arguments)
            throws IOException, InterruptedException {
        Path jar = root.resolve("cli/target/minion-cli.jar");
        assertThat(jar).as("the packaged command line").exists();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dminion.root=" + root,
                                "-jar",
                                jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(here.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("MINION_URL", suite.url());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends in time").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, UTF_8);
    }
}
