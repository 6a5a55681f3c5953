package dev.minion.coordinator.retention;

import dev.minion.contracts.ledger.GroupSize;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeCount;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.TableSize;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.task.Statuses;
import java.util.function.ToLongFunction;

/** What was removed, brought back, or is there, as clients read it. */
final class RetentionJson {

    private RetentionJson() {}

    /** A purge, with totals and the counts they are made of. */
    static JsonOut purge(Purge purge) {
        boolean messages = purge.getKind() == PurgeKind.PURGE_MESSAGES;
        JsonOut out =
                new JsonOut(1_024)
                        .object()
                        .uuid("id", purge.getId())
                        .text("what", what(purge.getKind()))
                        .text("older_than", Durations.format(purge.getOlderThanMs()))
                        .time("before", purge.getBeforeUs())
                        .bool("dry_run", purge.getDryRun())
                        .bool("automatic", purge.getAutomatic())
                        .text("status", purge.getFinished() ? "completed" : "running")
                        .number("percent", purge.getPercent())
                        .number("scanned", purge.getScanned())
                        .number("held", purge.getHeld())
                        .number("tasks", messages ? 0 : sum(purge, PurgeCount::getTasks))
                        .number("progress", messages ? 0 : sum(purge, PurgeCount::getProgress))
                        .number("messages", messages ? sum(purge, PurgeCount::getTasks) : 0)
                        .number("deliveries", messages ? sum(purge, PurgeCount::getProgress) : 0)
                        .number("bytes", sum(purge, PurgeCount::getBytes))
                        .array("counts");
        purge.getCountsList().forEach(count -> write(out, count, messages));
        return out.endArray()
                .time("started_at", purge.getStartedAtUs())
                .time("finished_at", purge.getFinishedAtUs())
                .text("error", purge.getError().isEmpty() ? null : purge.getError())
                .endObject();
    }

    private static long sum(Purge purge, ToLongFunction<PurgeCount> figure) {
        return purge.getCountsList().stream().mapToLong(figure).sum();
    }

    private static String what(PurgeKind kind) {
        return switch (kind) {
            case PURGE_PROGRESS -> "progress";
            case PURGE_MESSAGES -> "messages";
            default -> "tasks";
        };
    }

    private static void write(JsonOut out, PurgeCount count, boolean messages) {
        var _ =
                out.object()
                        .text("status", messages ? null : Statuses.text(count.getStatus()))
                        .text("type", count.getType())
                        .number("tasks", messages ? 0 : count.getTasks())
                        .number("progress", messages ? 0 : count.getProgress())
                        .number("messages", messages ? count.getTasks() : 0)
                        .number("deliveries", messages ? count.getProgress() : 0)
                        .number("bytes", count.getBytes())
                        .endObject();
    }

    /** What a restore came to. */
    static JsonOut restore(RestoreResponse restore) {
        String cursor = restore.getNextCursor();
        return new JsonOut(256)
                .object()
                .number("restored", restore.getRestored())
                .number("skipped", restore.getSkipped())
                .number("progress", restore.getProgress())
                .text("next_cursor", cursor.isEmpty() ? null : cursor)
                .endObject();
    }

    /** The report of sizes. */
    static JsonOut sizes(Sizes sizes) {
        JsonOut out =
                new JsonOut(4_096)
                        .object()
                        .number(
                                "bytes",
                                sizes.getTablesList().stream().mapToLong(TableSize::getBytes).sum())
                        .array("tables");
        sizes.getTablesList().forEach(table -> write(out, table));
        out.endArray().array("groups");
        sizes.getGroupsList().forEach(group -> write(out, group));
        return out.endArray().number("sampled", sizes.getSampled()).endObject();
    }

    private static void write(JsonOut out, TableSize table) {
        var _ =
                out.object()
                        .text("name", table.getName())
                        .number("rows", table.getRows())
                        .number("bytes", table.getBytes())
                        .endObject();
    }

    private static void write(JsonOut out, GroupSize group) {
        var _ =
                out.object()
                        .text("namespace", group.getNamespace())
                        .text("type", group.getType())
                        .number("tasks", group.getTasks())
                        .number("bytes", group.getBytes())
                        .endObject();
    }
}
