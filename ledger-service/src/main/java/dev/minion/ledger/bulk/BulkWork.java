package dev.minion.ledger.bulk;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.ledger.task.ManyTasks;
import io.vertx.sqlclient.Row;
import java.util.UUID;

/**
 * A job that is not finished, with what its next page needs.
 *
 * @param cursor behind which the page begins
 * @param narrow tasks to go through one by one
 * @param waitMillis until the page is due; 0 or less where it is
 */
record BulkWork(
        UUID id,
        ManyTasks.Wish wish,
        ListTasksRequest filter,
        boolean dryRun,
        int rate,
        String cursor,
        int narrow,
        double waitMillis) {

    static final String COLUMNS =
            """
            id, action, namespace, coalesce(priority, 0), coalesce(reason, ''), filter, dry_run, rate,
            cursor, narrow, (extract(epoch from next_at - now()) * 1000)::float8\
            """;

    static BulkWork of(Row row) {
        try {
            return new BulkWork(
                    row.getUUID(0),
                    new ManyTasks.Wish(
                            BulkAction.forNumber(row.getShort(1)),
                            row.getString(2),
                            row.getInteger(3),
                            row.getString(4)),
                    ListTasksRequest.parseFrom(row.getBuffer(5).getBytes()),
                    row.getBoolean(6),
                    row.getInteger(7),
                    row.getString(8),
                    row.getInteger(9),
                    row.getDouble(10));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("the filter of a job is not protobuf", impossible);
        }
    }

    /** The filter from where the job has come to. */
    ListTasksRequest rest() {
        return filter.toBuilder().setCursor(cursor).build();
    }
}
