package dev.minion.cli.command;

import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.batch.BatchFile;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.progress.Follow;
import dev.minion.cli.progress.Run;
import dev.minion.cli.progress.SilentProgress;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.ServiceKind;
import dev.minion.localstack.stack.StackPorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The work of a training: the load driver's three workloads (batches, single submissions, one at a
 * time with waiting), the example (dependencies, the built-in handlers, a retry), and the questions
 * that people ask.
 */
final class TrainingLoad {

    private static final String EXAMPLE = "examples/repository-report.yaml";

    private final Surroundings around;
    private final LocalStack stack;
    private final Coordinator coordinator;

    TrainingLoad(Surroundings around, LocalStack stack) {
        this.around = around;
        this.stack = stack;
        this.coordinator = new Coordinator(URI.create(stack.url()));
    }

    void run() {
        List<TaskView> tasks = example();
        questions(tasks.getFirst().id());
        driver();
    }

    private List<TaskView> example() {
        String text;
        try {
            text = Files.readString(around.root().resolve(EXAMPLE));
        } catch (IOException failed) {
            throw failed("The example " + EXAMPLE + " cannot be read.");
        }
        BatchFile batch = BatchFile.read(text, addresses());
        Submission submission = new Submission(coordinator, around, EXAMPLE);
        Run run = new Run(submission.submit(batch));
        new Follow(coordinator, new SilentProgress(), around.clock(), around.pause())
                .toTheEnd(run, submission.session());
        return run.tasks();
    }

    private Map<String, String> addresses() {
        StackPorts ports = stack.layout().ports();
        return Map.of(
                "coordinator", stack.url(),
                "coordinator_health", management(ports, ServiceKind.COORDINATOR),
                "worker_health", management(ports, ServiceKind.WORKER),
                "ledger_health", management(ports, ServiceKind.LEDGER),
                "dedup_health", management(ports, ServiceKind.DEDUP));
    }

    private static String management(StackPorts ports, ServiceKind kind) {
        return "http://127.0.0.1:" + ports.of(kind).management();
    }

    private void questions(String id) {
        var _ = coordinator.tasks(List.of(Map.entry("status", "completed")));
        var _ = coordinator.task(id);
        var _ = coordinator.why(id);
        var _ = coordinator.workers();
        var _ = coordinator.stats();
    }

    private void driver() {
        Path jar = around.root().resolve("benchmarks/target/minion-benchmarks.jar");
        Path log = stack.layout().logs().resolve("driver.log");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toString(),
                        "--url",
                        stack.url(),
                        "--run-dir",
                        stack.layout().run().toString(),
                        "--runs=1",
                        "--warmup=2000",
                        "--tasks=6000",
                        "--w1-tasks=30000",
                        "--w2-tasks=200",
                        "--timeout-s=120",
                        "--commit=none",
                        "--json");
        try {
            Process driver =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (driver.waitFor() != 0) {
                throw failed("The load driver has failed:\n" + Files.readString(log).strip());
            }
        } catch (IOException unreadable) {
            throw failed("The load driver cannot be run: " + unreadable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("The training was interrupted.");
        }
    }

    private static CliException failed(String sentence) {
        return new CliException(ExitCode.FAILED, "training", sentence);
    }
}
