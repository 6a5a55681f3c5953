package dev.minion.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Whether Postgres plans a statement once for all values, or anew for each. */
public final class GeneralPlans {

    /** It compares the general plan with those for the values after five runs. */
    private static final int RUNS = 12;

    /** How many runs have the general plan, where that is not found wanting. */
    public static final long AT_LEAST = RUNS - 5;

    private GeneralPlans() {}

    /** A statement that gives a namespace so many tasks that a plan for others promises less. */
    public static String manyTasks(String namespace) {
        return """
        insert into ledger.tasks (id, created_at, epoch, attempt, partition, priority,
          status, namespace, type, name)
        select uuidv7(), now(), 1, 1, 1, 5, 7, '%s', 't', 'n' from generate_series(1, 30000)
        """
                .formatted(namespace);
    }

    /** How many of some runs on one connection had the general plan. */
    public static Future<Long> of(Pool pool, String sql, Tuple values) {
        return pool.withConnection(connection -> runs(connection, sql, values, RUNS));
    }

    private static Future<Long> runs(SqlConnection connection, String sql, Tuple values, int left) {
        if (left == 0) {
            return connection
                    .preparedQuery(
                            "select generic_plans from pg_prepared_statements where statement = $1")
                    .execute(Tuple.of(sql))
                    .map(rows -> rows.iterator().next().getLong(0));
        }
        return connection
                .preparedQuery(sql)
                .execute(values)
                .compose(done -> runs(connection, sql, values, left - 1));
    }
}
