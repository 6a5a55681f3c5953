package dev.minion.ledger.retention;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What goes of a page.
 *
 * @param ids the tasks, in the order of their ids
 * @param lines for the archive, one for each task; none without one
 * @param progress how many progress records go
 * @param counts by status and type
 */
record Taken(List<UUID> ids, List<String> lines, long progress, Map<Group, Count> counts) {

    /** Of a page on which nothing is old enough. */
    static final Taken NOTHING = new Taken(List.of(), List.of(), 0, Map.of());

    /** A status and a type. */
    record Group(short status, String type) {}

    /** How much of a group goes. */
    record Count(long tasks, long progress, long bytes) {

        Count plus(Count other) {
            return new Count(tasks + other.tasks, progress + other.progress, bytes + other.bytes);
        }
    }

    /** From rows of id, status, type, progress records, bytes and line. */
    static Taken of(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>(rows.size());
        List<String> lines = new ArrayList<>();
        Map<Group, Count> counts = new LinkedHashMap<>();
        long progress = 0;
        for (Row row : rows) {
            long records = row.getLong(3);
            ids.add(row.getUUID(0));
            progress += records;
            counts.merge(
                    new Group(row.getShort(1), row.getString(2)),
                    new Count(1, records, row.getLong(4)),
                    Count::plus);
            String line = row.getString(5);
            if (line != null) {
                lines.add(line);
            }
        }
        return new Taken(ids, lines, progress, counts);
    }
}
