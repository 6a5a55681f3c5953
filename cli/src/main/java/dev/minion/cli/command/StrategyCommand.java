package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion strategy}. */
@Command(
        name = "strategy",
        description = {
            "Shows which strategies choose the workers, or lets others choose.",
            "They are in force at all coordinators within seconds; what runs stays where it is."
        })
final class StrategyCommand implements Callable<Integer> {

    /** In place of a strategy or weight: there is none any more. */
    private static final String NONE = "none";

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "round_robin, least_loaded, random, capability_best, latency_based or"
                            + " weighted_round_robin.")
    private String strategy = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE=NAME",
            description = "A strategy for this type alone; none takes it away.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--weight",
            paramLabel = "WORKER=NUMBER",
            description =
                    "How often weighted_round_robin chooses workers of this name, as a multiple of"
                            + " what their quality says; none takes it away.")
    private Map<String, String> weights = new LinkedHashMap<>();

    @Option(names = "--reset", description = "Let the coordinators' environment decide again.")
    private boolean reset;

    @Option(names = "--learned", description = "Show what was learned of the workers.")
    private boolean learned;

    StrategyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        boolean changes = !strategy.isEmpty() || !types.isEmpty() || !weights.isEmpty();
        if ((reset ? 1 : 0) + (learned ? 1 : 0) + (changes ? 1 : 0) > 1) {
            throw CliException.usage("Choose strategies, or --reset, or --learned.");
        }
        Coordinator coordinator = new Coordinator(around.url());
        if (learned) {
            showLearned(coordinator);
        } else if (reset) {
            show(coordinator.resetStrategy());
        } else {
            JsonNode now = coordinator.strategy();
            show(changes ? coordinator.chooseStrategy(changed(now), tag(now)) : now);
        }
        return 0;
    }

    /** Of the version that was read, so that nothing is undone that another chose meanwhile. */
    private static String tag(JsonNode now) {
        return '"' + now.path("version").asText() + '"';
    }

    private JsonNode changed(JsonNode now) {
        ObjectNode choice = Output.JSON.createObjectNode();
        choice.put("strategy", strategy.isEmpty() ? now.path("strategy").asText() : strategy);
        ObjectNode byType = choice.putObject("types");
        byType.setAll((ObjectNode) now.path("types"));
        types.forEach(byType::put);
        ObjectNode byWorker = choice.putObject("weights");
        byWorker.setAll((ObjectNode) now.path("weights"));
        weights.forEach((worker, weight) -> put(byWorker, worker, weight));
        types.forEach((type, name) -> removeNone(byType, type, name));
        weights.forEach((worker, weight) -> removeNone(byWorker, worker, weight));
        return choice;
    }

    /** What is no number the coordinator refuses, with its place. */
    private static void put(ObjectNode weights, String worker, String weight) {
        try {
            weights.put(worker, Double.parseDouble(weight));
        } catch (NumberFormatException notANumber) {
            weights.put(worker, weight);
        }
    }

    private static void removeNone(ObjectNode from, String name, String value) {
        if (value.equals(NONE)) {
            from.remove(name);
        }
    }

    private void show(JsonNode answer) {
        if (shared.json) {
            around.output().json(answer);
            return;
        }
        around.output()
                .line(
                        "%s chooses the workers (%s, version %d)."
                                .formatted(
                                        answer.path("strategy").asText(),
                                        answer.path("source").asText(),
                                        answer.path("version").asLong()));
        table(List.of("TYPE", "STRATEGY"), answer.path("types"));
        table(List.of("WORKER", "WEIGHT"), answer.path("weights"));
        if (answer.path("store").asText().equals("away")) {
            around.output().line("The coordinators' store (Redis) does not answer.");
        }
    }

    private void table(List<String> head, JsonNode entries) {
        if (!entries.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            entries.properties()
                    .forEach(entry -> rows.add(List.of(entry.getKey(), entry.getValue().asText())));
            Table.lines(head, rows).forEach(around.output()::line);
        }
    }

    private void showLearned(Coordinator coordinator) {
        JsonNode all = coordinator.quality();
        if (shared.json) {
            around.output().json(all);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        all.forEach(each -> rows.add(row(each)));
        Table.lines(List.of("WORKER", "TYPE", "ATTEMPTS", "SUCCESS", "RUN", "LATENCY"), rows)
                .forEach(around.output()::line);
    }

    private static List<String> row(JsonNode quality) {
        return List.of(
                quality.path("worker").asText(),
                quality.path("type").asText(),
                "%.1f".formatted(quality.path("attempts").asDouble()),
                figure(quality.path("success_rate"), 100, "%.1f %%"),
                figure(quality.path("run_ms"), 1, "%.1f ms"),
                figure(quality.path("latency_ms"), 1, "%.1f ms"));
    }

    private static String figure(JsonNode value, double times, String format) {
        return value.isNumber() ? format.formatted(value.asDouble() * times) : "-";
    }
}
