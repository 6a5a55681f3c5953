package dev.minion.ledger.flow;

import dev.minion.contracts.ledger.ListQueuesRequest;
import dev.minion.contracts.ledger.ListQueuesResponse;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.pause.PausedKeys;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.messaging.cdi.MessagingConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What stands in the queues, in the order of their numbers. For people: it counts. */
@ApplicationScoped
public class QueueList {

    /** Queues that one call looks at, of all namespaces. */
    private static final int LOOKED_AT = 200;

    /** Ready tasks of a queue that are counted. */
    private static final int COUNTED = 10_000;

    private static final String NEXT =
            "select min(first.queue) as queue from unnest($1::smallint[]) p(partition)"
                    + " cross join lateral (select t.queue from ledger.tasks t where t.status = 4"
                    + " and t.partition = p.partition and t.queue > %s order by t.queue limit 1)"
                    + " first";

    /** Queues behind $2, with what is ready of each namespace and key in them. */
    private static final String READY =
            "with recursive q(queue, number) as (select first.queue, 1 from ("
                    + NEXT.formatted("$2")
                    + ") first where first.queue is not null union all"
                    + " select next.queue, q.number + 1 from q cross join lateral ("
                    + NEXT.formatted("q.queue")
                    + ") next where q.number < $3 and next.queue is not null)"
                    + " select q.queue, c.* from q cross join lateral (select s.namespace, s.demands,"
                    + " count(*)::int as tasks, min(s.id::text)::uuid as oldest,"
                    + " max(s.id::text)::uuid as newest, min(s.created_at) as oldest_at"
                    + " from (select t.namespace, t.demands, t.id, t.created_at from ledger.tasks t"
                    + " where t.status = 4 and t.partition = any($1::smallint[])"
                    + " and t.queue = q.queue limit $4) s group by 1, 2) c";

    private static final String OPEN =
            """
            select t.queue, t.namespace, t.demands, count(*)::int as tasks,
              max(t.id::text)::uuid as newest
            from ledger.tasks t where t.status in (5, 6) and t.namespace = $1 and t.queue > $2
            group by 1, 2, 3
            """;

    private final Pool pool;
    private final int partitions;

    QueueList(Pool pool, MessagingConfig messaging) {
        this.pool = pool;
        this.partitions = messaging.partitions();
    }

    /** A page of the queues of a namespace. */
    public Future<ListQueuesResponse> list(ListQueuesRequest request) {
        int limit = Math.clamp(request.getLimit(), 1, LOOKED_AT);
        Page page = new Page(request.getNamespace());
        return pool.preparedQuery(READY)
                .execute(
                        Tuple.tuple()
                                .addArrayOfShort(allPartitions())
                                .addInteger(request.getAfterQueue())
                                .addInteger(LOOKED_AT)
                                .addInteger(COUNTED + 1))
                .compose(
                        rows -> {
                            rows.forEach(page::ready);
                            return pool.preparedQuery(OPEN)
                                    .execute(
                                            Tuple.of(
                                                    request.getNamespace(),
                                                    request.getAfterQueue()));
                        })
                .map(
                        rows -> {
                            rows.forEach(page::open);
                            return page.answer(limit);
                        })
                .compose(this::withPauses)
                .compose(this::withRates);
    }

    private Short[] allPartitions() {
        return IntStream.range(0, partitions).mapToObj(p -> (short) p).toArray(Short[]::new);
    }

    /** What of its key a ready task waits for; empty where nothing limits it. */
    public Future<@Nullable TaskQueue> of(Task task) {
        Flow flow = task.getDemands().getFlow();
        if (flow.getConcurrency() <= 0 && flow.getRateLimit() <= 0) {
            return Future.succeededFuture();
        }
        FlowKey key = FlowKey.of(task.getNamespace(), flow);
        return OpenCounts.read(pool, List.of(key), partitions)
                .compose(
                        open ->
                                withRate(
                                        task.getNamespace(),
                                        TaskQueue.newBuilder()
                                                .setFlow(flow)
                                                .setRunning(open.getOrDefault(key, 0))
                                                .build()));
    }

    private Future<Found> withPauses(Found found) {
        return PausedKeys.read(pool, found.namespace).map(found::with);
    }

    private Future<ListQueuesResponse> withRates(Found found) {
        Future<List<TaskQueue>> rated = Future.succeededFuture(new ArrayList<>());
        for (TaskQueue queue : found.queues) {
            rated =
                    rated.compose(
                            before ->
                                    withRate(found.namespace, queue)
                                            .map(
                                                    known -> {
                                                        before.add(known);
                                                        return before;
                                                    }));
        }
        return rated.map(
                queues -> {
                    ListQueuesResponse.Builder answer =
                            ListQueuesResponse.newBuilder().addAllQueues(queues);
                    Integer next = found.next;
                    return next == null ? answer.build() : answer.setNextQueue(next).build();
                });
    }

    private Future<TaskQueue> withRate(String namespace, TaskQueue queue) {
        Flow flow = queue.getFlow();
        if (flow.getRateLimit() <= 0 || flow.getRatePerMs() <= 0) {
            return Future.succeededFuture(queue);
        }
        FlowKey key = FlowKey.of(namespace, flow);
        return FlowLocks.time(pool)
                .compose(nowMs -> Rates.read(pool, Map.of(key, flow), nowMs))
                .map(
                        rates ->
                                rates.begin(key)
                                        ? queue
                                        : queue.toBuilder()
                                                .setRateRetryAfterMs(rates.retryAfterMs(key))
                                                .build());
    }

    /** Queues that were found, and behind which the list goes on. */
    private record Found(String namespace, List<TaskQueue> queues, @Nullable Integer next) {

        Found with(PausedKeys paused) {
            List<TaskQueue> told =
                    queues.stream()
                            .map(
                                    queue ->
                                            paused.cover(queue.getFlow().getKey())
                                                    ? queue.toBuilder().setPaused(true).build()
                                                    : queue)
                            .toList();
            return new Found(namespace, told, next);
        }
    }

    /** What the rows say, by queue and key. */
    private static final class Page {

        private record Place(int queue, String key) implements Comparable<Place> {

            private static final Comparator<Place> ORDER =
                    Comparator.comparingInt(Place::queue).thenComparing(Place::key);

            @Override
            public int compareTo(Place other) {
                return ORDER.compare(this, other);
            }
        }

        /** A queue, and the id of the task whose word holds for it. */
        private record Entry(TaskQueue.Builder queue, UUID newest) {}

        private final String namespace;
        private final Map<Place, Entry> entries = new TreeMap<>();
        private int lookedAt;
        private int last = -1;

        Page(String namespace) {
            this.namespace = namespace;
        }

        void ready(Row row) {
            int number = row.getInteger("queue");
            if (number != last) {
                last = number;
                lookedAt++;
            }
            if (row.getString("namespace").equals(namespace)) {
                int tasks = row.getInteger("tasks");
                TaskQueue.Builder queue = entry(row);
                long oldestUs =
                        row.getOffsetDateTime("oldest_at").toInstant().toEpochMilli() * 1_000;
                long known = queue.getOldestUs();
                queue.setQueued(Math.min(COUNTED, queue.getQueued() + tasks))
                        .setQueuedIsLeast(queue.getQueuedIsLeast() || tasks > COUNTED)
                        .setOldestUs(known == 0 ? oldestUs : Math.min(known, oldestUs));
            }
        }

        void open(Row row) {
            TaskQueue.Builder queue = entry(row);
            queue.setRunning(queue.getRunning() + row.getInteger("tasks"));
        }

        private TaskQueue.Builder entry(Row row) {
            Buffer stored = row.getBuffer("demands");
            Flow flow =
                    stored == null
                            ? Flow.getDefaultInstance()
                            : ReadyRows.demands(stored).getFlow();
            UUID newest = Objects.requireNonNull(row.getUUID("newest"));
            Place place = new Place(row.getInteger("queue"), flow.getKey());
            Entry known = entries.get(place);
            if (known == null) {
                known = new Entry(TaskQueue.newBuilder().setFlow(flow), newest);
                entries.put(place, known);
            } else if (newest.compareTo(known.newest) > 0) {
                known = new Entry(known.queue.setFlow(flow), newest);
                entries.put(place, known);
            }
            return known.queue;
        }

        /** What was looked at ends at {@link #last} where there was more to look at. */
        Found answer(int limit) {
            boolean cut = lookedAt == LOOKED_AT;
            List<TaskQueue> queues = new ArrayList<>();
            Integer next = cut ? last : null;
            int shown = -1;
            for (Map.Entry<Place, Entry> entry : entries.entrySet()) {
                int number = entry.getKey().queue;
                if (cut && number > last) {
                    break;
                }
                if (queues.size() >= limit && number != shown) {
                    next = shown;
                    break;
                }
                shown = number;
                queues.add(entry.getValue().queue.build());
            }
            return new Found(namespace, queues, next);
        }
    }
}
