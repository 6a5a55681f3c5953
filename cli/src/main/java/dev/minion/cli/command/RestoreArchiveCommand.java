package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion restore-archive}. */
@Command(
        name = "restore-archive",
        description = {
            "Brings back purged tasks from the archive: one, or those created in a range.",
            "A task that is there stays as it is, so this may be repeated."
        })
final class RestoreArchiveCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(names = "--id", paramLabel = "ID", description = "The task's id.")
    private String id = "";

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description = "Created then or later, such as 2026-11-01T00:00:00Z.")
    private String after = "";

    @Option(names = "--before", paramLabel = "TIME", description = "Created earlier than this.")
    private String before = "";

    RestoreArchiveCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        boolean range = !after.isEmpty() && !before.isEmpty();
        boolean part = !after.isEmpty() || !before.isEmpty();
        if (id.isEmpty() ? !range : part) {
            throw CliException.usage(
                    "Name one task with --id, or a range with --after and --before.");
        }
        ObjectNode done = restored(new Coordinator(around.url()));
        if (shared.json) {
            around.output().json(done);
        } else {
            around.output().line(sentence(done));
        }
        return 0;
    }

    /** Part by part, to the end. */
    private ObjectNode restored(Coordinator coordinator) {
        ObjectNode wish = Output.JSON.createObjectNode();
        if (id.isEmpty()) {
            wish.put("created_after", after).put("created_before", before);
        } else {
            wish.put("id", id);
        }
        ObjectNode sum = Output.JSON.createObjectNode();
        JsonNode cursor;
        do {
            JsonNode part = coordinator.restore(wish);
            for (String figure : new String[] {"restored", "skipped", "progress"}) {
                sum.put(figure, sum.path(figure).asLong() + part.path(figure).asLong());
            }
            cursor = part.path("next_cursor");
            wish.set("cursor", cursor);
            if (cursor.isTextual() && !shared.json) {
                around.output().line(sum.path("restored").asLong() + " so far");
            }
        } while (cursor.isTextual());
        return sum;
    }

    private static String sentence(JsonNode done) {
        long progress = done.path("progress").asLong();
        long restored = done.path("restored").asLong();
        return "Restored %d %s%s; %d were there already."
                .formatted(
                        restored,
                        restored == 1 ? "task" : "tasks",
                        progress == 0 ? "" : " and %d progress records".formatted(progress),
                        done.path("skipped").asLong());
    }
}
