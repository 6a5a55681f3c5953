package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion pause-rules}. */
@Command(
        name = "pause-rules",
        description = "Lists the rules by which something is paused, adds one, or removes one.")
final class PauseRulesCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Mixin private final PauseScope scope = new PauseScope();

    @Option(names = "--add", description = "Add a rule, in the place of that of the same target.")
    private boolean add;

    @Option(names = "--remove", paramLabel = "ID", description = "Remove a rule.")
    private String remove = "";

    @Option(
            names = "--each",
            paramLabel = "KIND",
            description = "For each type, namespace or key by itself.")
    private String each = "";

    @Option(
            names = "--error-rate",
            paramLabel = "PART",
            description = "From this part of the attempts on, such as 0.5.")
    private double errorRate;

    @Option(
            names = "--min-attempts",
            paramLabel = "NUMBER",
            description = "That must have ended in the window (default: 20).")
    private int minAttempts;

    @Option(names = "--window", paramLabel = "TIME", description = "1s to 1h (default: 1m).")
    private String window = "";

    @Option(
            names = "--pause",
            paramLabel = "TIME",
            description = "How long, such as 5m; without it, until somebody ends it.")
    private String pause = "";

    @Option(names = "--unknown", description = "Also for what nobody has seen yet.")
    private boolean unknown;

    PauseRulesCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        boolean described = scope.given() || !each.isEmpty() || errorRate != 0;
        if ((add && !remove.isEmpty()) || (!add && described)) {
            throw CliException.usage("Describe a rule with --add, or name one with --remove.");
        }
        Coordinator coordinator = new Coordinator(around.url());
        if (add) {
            return told(coordinator.putPauseRule(rule()), " is paused at ");
        }
        return remove.isEmpty()
                ? list(coordinator.pauseRules())
                : told(coordinator.removePauseRule(remove), " is no longer paused at ");
    }

    /** What is missing or out of bounds the coordinator refuses, with its place. */
    private ObjectNode rule() {
        ObjectNode rule = scope.put(Output.JSON.createObjectNode());
        if (!each.isEmpty()) {
            rule.put("each", each);
        }
        if (errorRate != 0) {
            rule.put("error_rate", errorRate);
        }
        if (minAttempts != 0) {
            rule.put("min_attempts", minAttempts);
        }
        if (!window.isEmpty()) {
            rule.put("window", window);
        }
        if (!pause.isEmpty()) {
            rule.put("pause", pause);
        }
        return unknown ? rule.put("unknown", true) : rule;
    }

    private int told(JsonNode rule, String does) {
        if (shared.json) {
            around.output().json(rule);
        } else {
            around.output()
                    .line(
                            "%s%s%s failing attempts in %s (rule %s)"
                                    .formatted(
                                            PauseScope.words(rule),
                                            does,
                                            rate(rule),
                                            rule.path("window").asText(),
                                            rule.path("id").asText()));
        }
        return ExitCode.DONE.number();
    }

    private static String rate(JsonNode rule) {
        return "%.1f %%".formatted(100 * rule.path("error_rate").asDouble());
    }

    private int list(JsonNode rules) {
        if (shared.json) {
            around.output().json(rules);
            return ExitCode.DONE.number();
        }
        List<List<String>> rows = new ArrayList<>();
        rules.path("items").forEach(rule -> rows.add(row(rule)));
        Table.lines(List.of("ID", "FOR", "ERRORS", "ATTEMPTS", "WINDOW", "PAUSE"), rows)
                .forEach(around.output()::line);
        return ExitCode.DONE.number();
    }

    private static List<String> row(JsonNode rule) {
        return List.of(
                rule.path("id").asText(),
                PauseScope.words(rule),
                rate(rule),
                rule.path("min_attempts").asText(),
                rule.path("window").asText(),
                rule.path("pause").isTextual() ? rule.path("pause").asText() : "-");
    }
}
