package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.batch.BatchFile;
import dev.minion.cli.batch.FileError;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.progress.Follow;
import dev.minion.cli.progress.PlainProgress;
import dev.minion.cli.progress.Printable;
import dev.minion.cli.progress.ProgressView;
import dev.minion.cli.progress.Run;
import dev.minion.cli.progress.SilentProgress;
import dev.minion.cli.progress.TerminalProgress;
import dev.minion.localstack.stack.ComponentStatus;
import dev.minion.localstack.stack.LocalStack;
import dev.minion.localstack.stack.StackObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion run}. */
@Command(
        name = "run",
        description = {
            "Runs the tasks of a file and prints their results.",
            "Starts the stack on this machine if it is down.",
            "Exit code 0 only when every task has completed."
        })
final class RunCommand implements Callable<Integer> {

    private static final Duration READY = Duration.ofMinutes(2);

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(paramLabel = "FILE", description = "YAML or JSON with a list of tasks; - is stdin.")
    private String file = "";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Another value for a variable of the file; may be repeated.")
    private Map<String, String> variables = new HashMap<>();

    RunCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        BatchFile batch = BatchSource.read(around, file, text -> BatchFile.read(text, variables));
        if (around.remote().isEmpty()) {
            startIfDown();
        }
        Coordinator coordinator = new Coordinator(around.url());
        Submission submission = new Submission(coordinator, around, file);
        List<TaskView> submitted = submission.submit(batch);
        Run run = new Run(submitted);
        ProgressView view = view();
        view.say("Submitted " + run.total() + " tasks" + titled(batch) + ".");
        new Follow(coordinator, view, around.clock(), around.pause())
                .toTheEnd(run, submission.session());
        finish(batch, run, submission.session());
        return (run.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    private void startIfDown() {
        LocalStack stack = around.localStack();
        boolean up =
                stack.status().stream()
                        .allMatch(each -> each.state() == ComponentStatus.State.RUNNING);
        if (up) {
            return;
        }
        if (shared.json) {
            stack.up(READY, StackObserver.SILENT);
        } else {
            around.output().line("The stack is not up; starting it.");
            stack.up(READY, StackReport.observer(around.output()));
        }
    }

    private static String titled(BatchFile batch) {
        return batch.name().isEmpty() ? "" : " of \"" + Printable.text(batch.name()) + "\"";
    }

    private ProgressView view() {
        Output output = around.output();
        if (shared.json) {
            return new SilentProgress();
        }
        return output.terminal()
                ? new TerminalProgress(output.out(), output.columns(), output.colour())
                : new PlainProgress(output.out());
    }

    private void finish(BatchFile batch, Run run, String session) {
        Path report = batch.report().map(wish -> write(wish, run)).orElse(null);
        if (shared.json) {
            around.output().json(summary(batch, run, session, report));
            return;
        }
        for (int index : batch.results()) {
            TaskView task = run.tasks().get(index);
            if (task.completed()) {
                around.output().line("");
                around.output().line(Printable.lines(text(task.output())));
            }
        }
        run.failed().forEach(this::complain);
        if (report != null) {
            around.output().line("");
            around.output().line("Written to " + around.directory().relativize(report));
        }
    }

    private void complain(TaskView task) {
        around.output()
                .err()
                .println(
                        Printable.text(
                                task.name()
                                        + " ("
                                        + task.id()
                                        + ") is "
                                        + task.status()
                                        + (task.error().isEmpty() ? "" : ": " + task.error())));
    }

    private @Nullable Path write(BatchFile.Report wish, Run run) {
        TaskView task = run.tasks().get(wish.task());
        if (!task.completed()) {
            return null;
        }
        Path target = around.directory().resolve(wish.file()).normalize();
        try {
            Files.writeString(target, text(output(task)).stripTrailing() + "\n");
            return target;
        } catch (IOException failed) {
            throw new CliException(
                    ExitCode.FAILED, "report", "The report cannot be written to " + target + ".");
        }
    }

    /** A large one does not come with its task. */
    private JsonNode output(TaskView task) {
        return task.hasLargeOutput()
                ? new Coordinator(around.url()).output(task.id())
                : task.output();
    }

    /** A text as it is, anything else as JSON. */
    private static String text(JsonNode output) {
        return output.isTextual() ? output.asText() : Output.pretty(output);
    }

    private static ObjectNode summary(
            BatchFile batch, Run run, String session, @Nullable Path report) {
        ObjectNode all = Output.JSON.createObjectNode();
        all.put("name", batch.name()).put("session_id", session);
        all.put("completed", run.failed().isEmpty());
        ObjectNode counts = all.putObject("counts");
        run.counts().forEach(counts::put);
        ArrayNode tasks = all.putArray("tasks");
        run.tasks().forEach(task -> tasks.add(task.json()));
        if (report != null) {
            all.put("report_file", report.toString());
        }
        return all;
    }

    /** For error messages about the file. */
    static CliException inFile(FileError error, String file) {
        return new CliException(ExitCode.USAGE, "file", error.in(file));
    }
}
