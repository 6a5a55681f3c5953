package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.Unreachable;
import dev.minion.cli.progress.PercentProgress;
import dev.minion.cli.progress.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion purge}. */
@Command(
        name = "purge",
        description = {
            "Removes tasks of all namespaces that ended long ago, with their progress.",
            "A task that an open one needs stays. With an archive they go there first.",
            "With --messages, messages between agents of which no delivery is open.",
            "It goes on when this command is interrupted."
        })
final class PurgeCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TASKS = "tasks";
    private static final String MESSAGES = "messages";

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            description = "Since their end, such as 90m or 30d (default: 168h).")
    private String olderThan = "168h";

    @ArgGroup private What what = new What();

    /** Tasks unless it says otherwise. */
    static final class What {

        @Option(
                names = "--progress",
                description = "Only progress records that are older than that.")
        private boolean progress;

        @Option(
                names = "--messages",
                description = "Messages between agents whose last delivery ended before that.")
        private boolean messages;

        private String word() {
            return progress ? "progress" : messages ? "messages" : "tasks";
        }
    }

    @Option(names = "--dry-run", description = "Tell what would go, and remove nothing.")
    private boolean dryRun;

    PurgeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Coordinator coordinator = new Coordinator(around.url());
        JsonNode begun = coordinator.startPurge(wish());
        JsonNode done = followed(coordinator, begun);
        if (shared.json) {
            around.output().json(done);
        } else {
            tell(done);
        }
        return 0;
    }

    private JsonNode wish() {
        return Output.JSON
                .createObjectNode()
                .put("what", what.word())
                .put("older_than", olderThan)
                .put("dry_run", dryRun);
    }

    /** To its end; a coordinator that is away for a moment is asked again. */
    private JsonNode followed(Coordinator coordinator, JsonNode begun) {
        PercentProgress view = new PercentProgress(around.output());
        Instant from = around.clock().instant();
        Instant answered = from;
        JsonNode purge = begun;
        while (!purge.path("status").asText().equals("completed")) {
            around.pause().accept(LOOK);
            JsonNode before = purge;
            try {
                purge = coordinator.purge(begun.path("id").asText());
                answered = around.clock().instant();
            } catch (Unreachable gone) {
                if (Duration.between(answered, around.clock().instant()).compareTo(PATIENCE) > 0) {
                    throw gone;
                }
            }
            if (!shared.json) {
                show(view, before, purge, Duration.between(from, around.clock().instant()));
            }
        }
        view.end();
        return purge;
    }

    private static void show(
            PercentProgress view, JsonNode before, JsonNode purge, Duration elapsed) {
        String error = purge.path("error").asText("");
        if (!purge.path("error").isNull()
                && !error.isEmpty()
                && !error.equals(before.path("error").asText(""))) {
            view.say("A step failed and is tried again: " + Printable.text(error));
        }
        view.looked(
                purge.path("percent").asDouble(),
                "%d %s looked at, %d to go or gone"
                        .formatted(
                                purge.path("scanned").asLong(),
                                ofMessages(purge) ? MESSAGES : TASKS,
                                purge.path(ofMessages(purge) ? MESSAGES : TASKS).asLong()),
                elapsed);
    }

    private void tell(JsonNode purge) {
        List<List<String>> rows = new ArrayList<>();
        purge.path("counts")
                .forEach(count -> rows.add(ofMessages(purge) ? messageRow(count) : row(count)));
        if (!rows.isEmpty()) {
            List<String> header =
                    ofMessages(purge)
                            ? List.of("TO", "MESSAGES", "DELIVERIES", "SIZE")
                            : List.of("STATUS", "TYPE", "TASKS", "PROGRESS", "SIZE");
            Table.lines(header, rows).forEach(around.output()::line);
        }
        around.output().line(sentence(purge));
    }

    private static List<String> row(JsonNode count) {
        return List.of(
                count.path("status").asText(),
                count.path("type").asText(),
                count.path("tasks").asText(),
                count.path("progress").asText(),
                Size.text(count.path("bytes").asLong()));
    }

    private static List<String> messageRow(JsonNode count) {
        return List.of(
                count.path("type").asText(),
                count.path(MESSAGES).asText(),
                count.path("deliveries").asText(),
                Size.text(count.path("bytes").asLong()));
    }

    private static boolean ofMessages(JsonNode purge) {
        return purge.path("what").asText().equals(MESSAGES);
    }

    private static String removed(JsonNode purge) {
        return switch (purge.path("what").asText()) {
            case "progress" ->
                    "%d progress records of %d tasks"
                            .formatted(purge.path("progress").asLong(), purge.path(TASKS).asLong());
            case MESSAGES ->
                    "%d messages to %d agents"
                            .formatted(
                                    purge.path(MESSAGES).asLong(),
                                    purge.path("deliveries").asLong());
            default -> purge.path(TASKS).asLong() + " tasks";
        };
    }

    private static String sentence(JsonNode purge) {
        String what = removed(purge);
        return "%s %s (%s); %d that are old enough stay."
                .formatted(
                        purge.path("dry_run").asBoolean() ? "Would remove" : "Removed",
                        what,
                        Size.text(purge.path("bytes").asLong()),
                        purge.path("held").asLong());
    }
}
