package dev.minion.cli.command;

import dev.minion.cli.ExitCode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.progress.Printable;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code minion watch}. */
@Command(
        name = "watch",
        description = {"Follows a task until it ends.", "Exit code 0 only when it has completed."})
final class WatchCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(paramLabel = "ID", description = "The task's id.")
    private String id = "";

    WatchCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        String before = "";
        while (true) {
            TaskView task = TaskView.of(coordinator.task(id));
            String now = described(task);
            if (!now.equals(before)) {
                around.output().line(shared.json ? task.json().toString() : now);
                before = now;
            }
            if (task.terminal()) {
                return (task.completed() ? ExitCode.DONE : ExitCode.FAILED).number();
            }
            around.pause().accept(PAUSE);
        }
    }

    private static String described(TaskView task) {
        String progress =
                task.progress() < 0 ? "" : String.format(Locale.ROOT, "  %.0f%%", task.progress());
        String error = task.error().isEmpty() ? "" : "  " + task.error();
        return Printable.text(task.status() + "  attempt " + task.attempt() + progress + error);
    }
}
