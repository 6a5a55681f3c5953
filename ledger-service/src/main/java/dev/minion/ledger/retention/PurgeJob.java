package dev.minion.ledger.retention;

import dev.minion.contracts.ledger.PurgeKind;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A purge that is not finished.
 *
 * @param before what ended before it goes
 * @param last the task that it has come to
 * @param narrow whether to go on task by task, to find the one that a page was refused for
 */
record PurgeJob(
        UUID id,
        PurgeScope scope,
        OffsetDateTime before,
        boolean dryRun,
        UUID last,
        boolean narrow) {

    static final String COLUMNS =
            "id, kind, before, dry_run, last_id, coalesce(last_id < narrow_until, false)";

    static PurgeJob of(Row row) {
        return new PurgeJob(
                row.getUUID(0),
                PurgeScope.of(PurgeKind.forNumber(row.getShort(1))),
                row.getOffsetDateTime(2),
                row.getBoolean(3),
                row.getUUID(4),
                row.getBoolean(5));
    }
}
