package dev.minion.ledger.release;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.QueuePlace;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** What the owner of a partition reads from the ledger. */
@ApplicationScoped
public class ReadyPages {

    private static final int LARGEST_PAGE = 5_000;

    /** Queues that one page goes through. */
    private static final int SWEPT_QUEUES = 500;

    /**
     * What the owner holds is looked up in a hash table: {@code <> all(array)} would be searched
     * from end to end for each row as soon as the plan is a generic one, which was four fifths of
     * all that Postgres did.
     */
    private static final String WANTED =
            "select "
                    + ReadyRows.COLUMNS
                    + " from ledger.tasks t where t.status = 4 and t.partition = $1"
                    + " and t.id not in (select unnest($2::uuid[])) and t.type <> all($4::text[])"
                    + " and (t.demands is null or (t.type, t.demands) not in"
                    + " (select * from unnest($5::text[], $6::bytea[])))";

    private static final String IN_ORDER = " order by t.priority desc, t.id limit $3";

    static final String READY = WANTED + IN_ORDER;

    /**
     * Two ranges of the index, of which the second is read only where the first does not suffice.
     */
    static final String READY_FROM =
            "select * from (("
                    + WANTED
                    + " and t.priority = $7 and t.id >= $8 order by t.id limit $3) union all ("
                    + WANTED
                    + " and t.priority < $7"
                    + IN_ORDER
                    + ")) page limit $3";

    private static final String OF_QUEUE = WANTED + " and t.queue = q.queue";

    /**
     * Each of the queues $7 from the place (priority $8, id $9) on, in two ranges of the index as
     * above.
     */
    static final String QUEUES =
            "select q.queue as read, page.* from"
                    + " unnest($7::int[], $8::smallint[], $9::uuid[]) q(queue, priority, id)"
                    + " cross join lateral (select * from (("
                    + OF_QUEUE
                    + " and t.priority = q.priority and t.id >= q.id order by t.id limit $3)"
                    + " union all ("
                    + OF_QUEUE
                    + " and t.priority < q.priority"
                    + IN_ORDER
                    + ")) parts limit $3) page";

    private static final String NEXT_QUEUE =
            "select t.queue from ledger.tasks t where t.status = 4 and t.partition = $1"
                    + " and t.queue > %s order by t.queue limit 1";

    /**
     * From queue to queue, $8 of them; a queue of which all is held gives a row without a task.
     * What waits with its owner ($10) is shown where that has another priority ($11) than here:
     * nobody told of the new one.
     */
    static final String SWEEP =
            "with recursive q(queue, number) as (select first.queue, 1 from ("
                    + NEXT_QUEUE.formatted("$7")
                    + ") first union all select next.queue, q.number + 1 from q cross join lateral ("
                    + NEXT_QUEUE.formatted("q.queue")
                    + ") next where q.number < $8)"
                    + " select q.queue as read, page.* from q left join lateral ("
                    + OF_QUEUE
                    + " and (t.id, t.priority) not in"
                    + " (select * from unnest($10::uuid[], $11::smallint[]))"
                    + IN_ORDER
                    + ") page on true limit $9";

    private static final String OPEN =
            "select "
                    + ReadyRows.COLUMNS
                    + ", t.assigned_to, t.started_at from ledger.tasks t"
                    + " where t.status in (5, 6) and t.partition = $1 order by t.id";

    private final Pool pool;

    ReadyPages(Pool pool) {
        this.pool = pool;
    }

    /** Ready tasks that the owner does not hold, by priority, then age. */
    public Future<ReadyTasksResponse> ready(ReadyTasksRequest request) {
        int limit = Math.clamp(request.getLimit(), 1, LARGEST_PAGE);
        if (request.getQueueLimit() > 0) {
            return byQueue(request, limit);
        }
        Tuple tuple = wanted(request, limit, request.getExcludeList());
        if (request.hasFrom()) {
            tuple.addShort(priority(request.getFrom().getPriority()))
                    .addUUID(Ids.fromBytes(request.getFrom().getTaskId()));
        }
        return pool.preparedQuery(request.hasFrom() ? READY_FROM : READY)
                .execute(tuple)
                .map(
                        rows -> {
                            ReadyTasksResponse.Builder page = ReadyTasksResponse.newBuilder();
                            for (Row row : rows) {
                                if (page.getTasksCount() == limit) {
                                    page.setMore(true);
                                } else {
                                    page.addTasks(ReadyRows.task(row));
                                }
                            }
                            return page.build();
                        });
    }

    private static String[] types(List<TypedDemands> excluded) {
        return excluded.stream().map(TypedDemands::getType).toArray(String[]::new);
    }

    private static Buffer[] demands(List<TypedDemands> excluded) {
        return excluded.stream()
                .map(each -> Buffer.buffer(each.getDemands().toByteArray()))
                .toArray(Buffer[]::new);
    }

    private static UUID[] ids(List<ByteString> ids) {
        return ids.stream().map(Ids::fromBytes).toArray(UUID[]::new);
    }

    private static Short[] priorities(List<Integer> priorities) {
        return priorities.stream().map(ReadyPages::priority).toArray(Short[]::new);
    }

    private static short priority(int priority) {
        return (short) Math.clamp(priority, 0, Short.MAX_VALUE);
    }

    /** With what is left out whatever its priority. */
    private static Tuple wanted(ReadyTasksRequest request, int limit, List<ByteString> exclude) {
        return Tuple.of((short) request.getPartition())
                .addArrayOfUUID(ids(exclude))
                .addInteger(limit + 1)
                .addArrayOfString(request.getExcludeTypesList().toArray(String[]::new))
                .addArrayOfString(types(request.getExcludeDemandsList()))
                .addArrayOfBuffer(demands(request.getExcludeDemandsList()));
    }

    private Future<ReadyTasksResponse> byQueue(ReadyTasksRequest request, int limit) {
        int queueLimit = Math.clamp(request.getQueueLimit(), 1, limit);
        boolean all = request.getQueuesCount() == 0;
        List<ByteString> held = request.getExcludeList();
        int waiting = all ? Math.min(request.getExcludePrioritiesCount(), held.size()) : 0;
        Tuple tuple = wanted(request, queueLimit, held.subList(waiting, held.size()));
        if (all) {
            tuple.addInteger(request.getAfterQueue())
                    .addInteger(SWEPT_QUEUES)
                    .addInteger(limit + 1)
                    .addArrayOfUUID(ids(held.subList(0, waiting)))
                    .addArrayOfShort(
                            priorities(request.getExcludePrioritiesList().subList(0, waiting)));
        } else {
            addPlaces(request, tuple);
        }
        QueuePage page = new QueuePage(limit, queueLimit, all ? SWEPT_QUEUES : 0);
        return pool.preparedQuery(all ? SWEEP : QUEUES).execute(tuple).map(page::of);
    }

    private static void addPlaces(ReadyTasksRequest request, Tuple tuple) {
        int count = request.getQueuesCount();
        Integer[] queues = new Integer[count];
        Short[] priorities = new Short[count];
        UUID[] ids = new UUID[count];
        for (int i = 0; i < count; i++) {
            QueuePlace place = request.getQueues(i);
            queues[i] = place.getQueue();
            priorities[i] = priority(place.getFrom().getPriority());
            ids[i] = Ids.fromBytes(place.getFrom().getTaskId());
        }
        tuple.addArrayOfInteger(queues).addArrayOfShort(priorities).addArrayOfUUID(ids);
    }

    /** Tasks of a partition that are known to run. */
    public Future<OpenTasksResponse> open(int partition) {
        return pool.preparedQuery(OPEN)
                .execute(Tuple.of((short) partition))
                .map(
                        rows -> {
                            OpenTasksResponse.Builder open = OpenTasksResponse.newBuilder();
                            for (Row row : rows) {
                                open.addTasks(open(row));
                            }
                            return open.build();
                        });
    }

    private static OpenTask open(Row row) {
        String worker = row.getString("assigned_to");
        return OpenTask.newBuilder()
                .setTask(
                        ReadyRows.task(row).toBuilder()
                                .setInput(ByteString.EMPTY)
                                .setInputElided(true))
                .setWorkerId(worker == null ? "" : worker)
                .setStartedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("started_at")))
                .build();
    }
}
