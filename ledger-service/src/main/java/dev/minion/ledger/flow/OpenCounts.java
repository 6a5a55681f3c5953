package dev.minion.ledger.flow;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.Demands;
import dev.minion.ledger.transition.ReadyRows;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many tasks of keys are assigned or running. */
final class OpenCounts {

    /** The index of open tasks of a partition is as long as all workers have slots. */
    private static final String OPEN =
            """
            select t.namespace, t.demands, count(*)::int as tasks from ledger.tasks t
            where t.status in (5, 6) and t.partition = any($2::smallint[])
              and t.queue = any($1::int[]) group by 1, 2
            """;

    /**
     * Those that wait as well; other tasks than $3. More than the largest limit need not be
     * counted.
     */
    private static final String PRESENT =
            """
            select p.namespace, p.demands, count(*)::int as tasks from (
              (select t.namespace, t.demands from ledger.tasks t
               where t.status in (5, 6) and t.partition = any($2::smallint[])
                 and t.queue = any($1::int[]) and t.id <> all($3::uuid[]) limit %1$d)
              union all
              (select t.namespace, t.demands from ledger.tasks t
               where t.status = 4 and t.partition = any($2::smallint[])
                 and t.queue = any($1::int[]) and t.id <> all($3::uuid[]) limit %1$d)) p
            group by 1, 2
            """
                    .formatted(2 * Limits.FLOW_CONCURRENCY);

    private OpenCounts() {}

    /** Of keys that are held, so that none begins meanwhile. */
    static Future<Map<FlowKey, Integer>> read(
            SqlClient connection, Collection<FlowKey> keys, int partitions) {
        return connection
                .preparedQuery(OPEN)
                .execute(places(keys, partitions))
                .map(OpenCounts::counts);
    }

    /** The same with those that wait, and without these tasks. */
    static Future<Map<FlowKey, Integer>> readPresent(
            SqlClient connection, Collection<FlowKey> keys, int partitions, UUID[] without) {
        return connection
                .preparedQuery(PRESENT)
                .execute(places(keys, partitions).addArrayOfUUID(without))
                .map(OpenCounts::counts);
    }

    private static Tuple places(Collection<FlowKey> keys, int partitions) {
        Integer[] queues = keys.stream().map(FlowKey::queue).distinct().toArray(Integer[]::new);
        Short[] places =
                Arrays.stream(queues)
                        .map(queue -> (short) (queue % partitions))
                        .distinct()
                        .toArray(Short[]::new);
        return Tuple.tuple().addArrayOfInteger(queues).addArrayOfShort(places);
    }

    private static Map<FlowKey, Integer> counts(RowSet<Row> rows) {
        Map<FlowKey, Integer> counts = new HashMap<>();
        for (Row row : rows) {
            String key = key(row.getBuffer("demands"));
            FlowKey of = new FlowKey(row.getString("namespace"), key);
            counts.merge(of, row.getInteger("tasks"), Integer::sum);
        }
        return counts;
    }

    /** Two keys may have the same number: the key itself decides. */
    private static String key(@Nullable Buffer stored) {
        Demands demands = stored == null ? Demands.getDefaultInstance() : ReadyRows.demands(stored);
        return demands.getFlow().getKey();
    }
}
