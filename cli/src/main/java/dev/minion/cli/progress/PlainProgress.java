package dev.minion.cli.progress;

import dev.minion.cli.client.TaskView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One line for each task that ends or starts over; for pipes and logs. */
public final class PlainProgress implements ProgressView {

    private final PrintStream out;

    public PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void looked(Run run, List<Run.Change> changes, Duration elapsed) {
        long ended = run.ended() - changes.stream().filter(c -> c.task().terminal()).count();
        for (Run.Change change : changes) {
            TaskView task = change.task();
            if (task.terminal()) {
                ended++;
                out.println(line(elapsed, ended + "/" + run.total(), task.status(), task));
            } else if (change.retried()) {
                out.println(line(elapsed, ended + "/" + run.total(), "retry", task));
            }
        }
    }

    private static String line(Duration elapsed, String count, String word, TaskView task) {
        String attempt = task.attempt() > 1 ? " (attempt " + task.attempt() + ")" : "";
        String error = task.completed() || task.error().isEmpty() ? "" : "  " + task.error();
        return String.format(
                Locale.ROOT,
                "%6.1fs  %7s  %-9s  %s%s%s",
                elapsed.toMillis() / 1000.0,
                count,
                word,
                Printable.text(task.name()),
                attempt,
                Printable.text(error));
    }

    @Override
    public void say(String sentence) {
        out.println(sentence);
    }

    @Override
    public void end(Run run, Duration elapsed) {
        out.println(Summary.of(run, elapsed));
    }
}
