package dev.minion.ledger.retention;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tasks that one transaction looks at.
 *
 * @param first the first of them, or where the page before ended
 * @param last the last of them, or where the page before ended
 * @param scanned how many
 * @param old those that are old enough to go
 * @param end whether no page follows
 */
record PurgePage(UUID first, UUID last, int scanned, List<UUID> old, boolean end) {

    /** The same where it ends with a range, and another may follow. */
    PurgePage upTo(UUID rangeEnd) {
        return new PurgePage(first, rangeEnd, scanned, old, false);
    }

    /**
     * From rows of id and bytes; cut short where the bytes are more than one transaction takes.
     *
     * @param from where the page before ended
     * @param limit rows that were asked for
     */
    static PurgePage of(RowSet<Row> rows, UUID from, int limit, long maxBytes) {
        UUID first = null;
        UUID last = from;
        int scanned = 0;
        long bytes = 0;
        List<UUID> old = new ArrayList<>();
        for (Row row : rows) {
            UUID id = row.getUUID(0);
            Long size = row.getLong(1);
            if (size != null) {
                if (!old.isEmpty() && bytes + size > maxBytes) {
                    return new PurgePage(first == null ? from : first, last, scanned, old, false);
                }
                bytes += size;
                old.add(id);
            }
            first = first == null ? id : first;
            last = id;
            scanned++;
        }
        return new PurgePage(first == null ? from : first, last, scanned, old, scanned < limit);
    }
}
