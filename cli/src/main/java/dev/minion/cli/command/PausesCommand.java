package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion pauses}. */
@Command(
        name = "pauses",
        description = {
            "Lists what is paused beyond single tasks: types, keys, namespaces, everything.",
            "See pause and resume."
        })
final class PausesCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(names = "--ended", description = "List those too that have ended.")
    private boolean ended;

    PausesCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        return list(new Coordinator(around.url()).pauses(ended));
    }

    private int list(JsonNode page) {
        if (shared.json) {
            around.output().json(page);
            return ExitCode.DONE.number();
        }
        List<List<String>> rows = new ArrayList<>();
        page.path("items").forEach(pause -> rows.add(row(pause)));
        Table.lines(List.of("ID", "PAUSED", "SINCE", "UNTIL", "ENDED", "REASON"), rows)
                .forEach(around.output()::line);
        return ExitCode.DONE.number();
    }

    private static List<String> row(JsonNode pause) {
        String by = pause.path("rule_id").isTextual() ? "by rule: " : "";
        return List.of(
                pause.path("id").asText(),
                PauseScope.words(pause),
                pause.path("began_at").asText(),
                text(pause.path("until")),
                text(pause.path("ended_at")),
                by + text(pause.path("reason")));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : "-";
    }
}
