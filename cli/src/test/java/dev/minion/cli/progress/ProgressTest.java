package dev.minion.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.cli.client.TaskView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Duration LATER = Duration.ofMillis(1500);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Run run =
            new Run(List.of(task("a", "ready", 1), task("b", "ready", 1), task("c", "blocked", 0)));

    @Test
    void aPipeGetsOneLineForEachTaskThatEndsOrStartsOver() {
        PlainProgress view = new PlainProgress(out);

        view.looked(run, run.seen(List.of(task("a", "running", 1))), LATER);
        view.looked(run, run.seen(List.of(task("a", "completed", 1))), LATER);
        view.looked(run, run.seen(List.of(task("b", "scheduled", 2))), LATER);
        view.looked(
                run, run.seen(List.of(task("b", "failed", 2), task("c", "cancelled", 0))), LATER);
        view.end(run, LATER);

        assertThat(printed().lines())
                .containsExactly(
                        "   1.5s      1/3  completed  task a",
                        "   1.5s      1/3  retry      task b (attempt 2)",
                        "   1.5s      2/3  failed     task b (attempt 2)  broken: it broke",
                        "   1.5s      3/3  cancelled  task c",
                        "3 tasks in 1.5 s: 1 cancelled, 1 completed, 1 failed");
        assertThat(run.over()).isTrue();
        assertThat(run.failed()).hasSize(2);
    }

    @Test
    void aTerminalGetsABarThatIsDrawnAgainInPlace() {
        TerminalProgress view = new TerminalProgress(out, 80, false);

        view.looked(run, run.seen(List.of(task("a", "running", 1))), LATER);
        assertThat(printed())
                .isEqualTo(
                        "░".repeat(30)
                                + "  0/3  1.5 s  blocked 1 · ready 1 · running 1\n  ▸ task a   40%\n");

        bytes.reset();
        view.looked(run, run.seen(List.of(task("a", "completed", 1))), LATER);
        assertThat(printed())
                .isEqualTo(
                        "\u001b[2A\u001b[J✔ task a\n"
                                + "█".repeat(10)
                                + "░".repeat(20)
                                + "  1/3  1.5 s  blocked 1 · completed 1 · ready 1\n");
    }

    @Test
    void aTerminalLineIsNeverWiderThanTheTerminal() {
        TerminalProgress view = new TerminalProgress(out, 60, false);
        Run wide = new Run(List.of(named("x".repeat(500), "running"), named("y", "blocked")));

        view.looked(wide, List.of(), LATER);

        assertThat(printed().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(61));
    }

    @Test
    void namesCannotSteerTheTerminal() {
        TerminalProgress view = new TerminalProgress(out, 80, false);
        Run evil = new Run(List.of(named("a\u001b[2Jb\u009bc\nd", "running")));

        view.looked(evil, List.of(), LATER);

        assertThat(printed()).contains("a [2Jb c d").doesNotContain("\u001b[2J");
    }

    @Test
    void aTaskThatHasEndedDoesNotChangeAnyMoreAndStrangersAreIgnored() {
        run.seen(List.of(task("a", "completed", 1)));

        assertThat(run.seen(List.of(task("a", "running", 1), task("z", "failed", 1)))).isEmpty();
        assertThat(run.ended()).isEqualTo(1);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static TaskView named(String name, String status) {
        var json = new ObjectMapper().createObjectNode();
        json.put("id", name).put("name", name).put("status", status).put("attempt", 1);
        return TaskView.of(json);
    }

    private static TaskView task(String id, String status, int attempt) {
        var json = new ObjectMapper().createObjectNode();
        json.put("id", id).put("name", "task " + id).put("status", status).put("attempt", attempt);
        if (status.equals("running")) {
            json.put("progress", 40);
        }
        if (status.equals("failed")) {
            json.putObject("error").put("code", "broken").put("message", "it broke");
        }
        return TaskView.of(json);
    }
}
