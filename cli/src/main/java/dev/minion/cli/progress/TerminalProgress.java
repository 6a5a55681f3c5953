package dev.minion.cli.progress;

import dev.minion.cli.client.TaskView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A bar over all tasks and a line for each that runs; drawn again in place. */
public final class TerminalProgress implements ProgressView {

    private static final int RUNNING_LINES = 8;
    private static final int BAR = 30;
    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final int columns;
    private final boolean colour;
    private int drawn;

    public TerminalProgress(PrintStream out, int columns, boolean colour) {
        this.out = out;
        this.columns = columns;
        this.colour = colour;
    }

    @Override
    public void looked(Run run, List<Run.Change> changes, Duration elapsed) {
        erase();
        changes.forEach(this::lasting);
        List<String> lines = new ArrayList<>();
        lines.add(bar(run, elapsed));
        List<TaskView> running = run.open().stream().filter(TerminalProgress::active).toList();
        running.stream().limit(RUNNING_LINES).map(this::running).forEach(lines::add);
        if (running.size() > RUNNING_LINES) {
            lines.add("    and " + (running.size() - RUNNING_LINES) + " more");
        }
        lines.forEach(out::println);
        out.flush();
        drawn = lines.size();
    }

    private static boolean active(TaskView task) {
        return task.status().equals("running") || task.status().equals("assigned");
    }

    /** What stays on the screen above the bar: how each task ended, and what is tried again. */
    private void lasting(Run.Change change) {
        TaskView task = change.task();
        if (task.completed()) {
            out.println(paint("32", "✔") + " " + named(task));
        } else if (task.terminal()) {
            out.println(paint("31", "✘") + " " + named(task) + "  " + task.status());
            out.println("    " + Printable.shortened(task.error(), columns - 5));
        } else if (change.retried()) {
            out.println(paint("33", "↻") + " " + named(task) + "  is tried again");
        }
    }

    private String named(TaskView task) {
        String attempt = task.attempt() > 1 ? " (attempt " + task.attempt() + ")" : "";
        return Printable.shortened(task.name() + attempt, columns - 20);
    }

    private String bar(Run run, Duration elapsed) {
        int full = run.total() == 0 ? BAR : BAR * run.ended() / run.total();
        String counts =
                run.counts().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(" · "));
        String head =
                String.format(
                        Locale.ROOT,
                        "%d/%d  %.1f s  ",
                        run.ended(),
                        run.total(),
                        elapsed.toMillis() / 1000.0);
        int room = Math.max(0, columns - BAR - head.length() - 3);
        return paint("36", "█".repeat(full))
                + "░".repeat(BAR - full)
                + "  "
                + head
                + Printable.shortened(counts, room);
    }

    private String running(TaskView task) {
        String share =
                task.progress() < 0 ? "" : String.format(Locale.ROOT, "  %3.0f%%", task.progress());
        return "  " + paint("34", "▸") + " " + named(task) + share;
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    @Override
    public void say(String sentence) {
        erase();
        out.println(sentence);
    }

    @Override
    public void end(Run run, Duration elapsed) {
        erase();
        out.println(Summary.of(run, elapsed));
    }
}
