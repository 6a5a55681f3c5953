package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.CliException;
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
            "Lists what is paused beyond single tasks, pauses a type, a key, a namespace or",
            "everything, or lets it go on. What runs goes on in any case."
        })
final class PausesCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final PauseScope scope = new PauseScope();

    @Mixin private final ScopePauses.Terms terms = new ScopePauses.Terms();

    @Option(names = "--start", description = "Pause what is named.")
    private boolean start;

    @Option(names = "--end", description = "Let what is named go on.")
    private boolean end;

    @Option(names = "--ended", description = "List those too that have ended.")
    private boolean ended;

    PausesCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if ((start ? 1 : 0) + (end ? 1 : 0) + (ended ? 1 : 0) > 1) {
            throw CliException.usage("Choose one of --start, --end and --ended.");
        }
        if ((!start && terms.given()) || (!start && !end && scope.given())) {
            throw CliException.usage("Say --start or --end as well.");
        }
        Coordinator coordinator = new Coordinator(around.url());
        ScopePauses pauses = new ScopePauses(coordinator, around.output(), shared.json);
        if (start) {
            return pauses.start(scope, terms);
        }
        return end ? pauses.end(scope) : list(coordinator.pauses(ended));
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
