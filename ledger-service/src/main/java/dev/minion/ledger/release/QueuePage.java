package dev.minion.ledger.release;

import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.ledger.transition.ReadyRows;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.jspecify.annotations.Nullable;

/** A page of several queues from its rows, which come queue by queue. */
final class QueuePage {

    private final int limit;
    private final int queueLimit;
    private final int sweptQueues;
    private final ReadyTasksResponse.Builder page = ReadyTasksResponse.newBuilder();
    private int rows;
    private int queues;
    private int shown;
    private @Nullable Integer queue;

    /**
     * A page.
     *
     * @param limit rows that count; there is one more where the reading of all queues was cut off
     * @param queueLimit tasks of one queue; there is one more where it has more
     * @param sweptQueues at so many queues the reading of all of them was cut off; 0 where only
     *     some were read
     */
    QueuePage(int limit, int queueLimit, int sweptQueues) {
        this.limit = limit;
        this.queueLimit = queueLimit;
        this.sweptQueues = sweptQueues;
    }

    ReadyTasksResponse of(RowSet<Row> found) {
        for (Row row : found) {
            add(row);
        }
        boolean cut = page.hasNextQueue();
        if (!cut && queue != null && sweptQueues > 0 && queues == sweptQueues) {
            page.setNextQueue(queue);
        }
        return page.setMore(page.getMoreQueuesCount() > 0).build();
    }

    private void add(Row row) {
        Integer read = row.getInteger("read");
        boolean same = read.equals(queue);
        if (sweptQueues > 0 && ++rows > limit) {
            cut(read, same);
            return;
        }
        if (!same) {
            queue = read;
            queues++;
            shown = 0;
        }
        if (row.getUUID("id") == null) {
            return;
        }
        if (++shown <= queueLimit) {
            page.addTasks(ReadyRows.task(row));
        } else {
            page.addMoreQueues(read);
        }
    }

    /** The row behind the last one that counts: its queue is shown in part, or not at all. */
    private void cut(Integer read, boolean same) {
        if (queue == null) {
            return;
        }
        page.setNextQueue(queue);
        boolean known = page.getMoreQueuesList().contains(queue);
        if (same && !known) {
            page.addMoreQueues(read);
        }
    }
}
