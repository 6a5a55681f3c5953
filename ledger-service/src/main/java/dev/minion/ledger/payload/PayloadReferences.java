package dev.minion.ledger.payload;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;

/** Who needs which payload: rows that live as long as their tasks. */
public final class PayloadReferences {

    /**
     * Reads from the tasks what they refer to; null, which no row may have, is what is not there.
     */
    private static final String ADD =
            """
            insert into ledger.payload_references (task_id, hash)
            select r.task_id, p.hash
            from (
              select t.id as task_id, v.value
              from ledger.tasks t cross join lateral (values (t.input), (t.output)) v (value)
              where t.id = any($1::uuid[])
                and case when octet_length(v.value) = 41 then get_byte(v.value, 0) = 1 end) r
            %s join lateral (
              select p.hash from ledger.payloads p
              where p.hash = substr(r.value, 2, 32) and p.sealed
                and p.size = ('x' || encode(substr(r.value, 34, 8), 'hex'))::bit(64)::bigint
              offset 0) p on true
            on conflict do nothing
            """;

    private static final String ADD_ALL = ADD.formatted("left");

    private static final String ADD_THERE = ADD.formatted("inner");

    private PayloadReferences() {}

    /**
     * Adds those of tasks that this transaction has written, if they are not there yet.
     *
     * @return fails as data that will never do where a payload is not there
     */
    public static Future<Void> add(SqlClient connection, Collection<UUID> tasks) {
        return add(ADD_ALL, connection, tasks);
    }

    /** The same for tasks that have come back, of which some may have lost what they refer to. */
    public static Future<Void> addThere(SqlClient connection, Collection<UUID> tasks) {
        return add(ADD_THERE, connection, tasks);
    }

    private static Future<Void> add(
            String statement, SqlClient connection, Collection<UUID> tasks) {
        return tasks.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(statement)
                        .execute(Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new)))
                        .mapEmpty();
    }

    /** Removes those of tasks that go in the same statement: for a with clause. */
    public static String removed(String tasks) {
        return "delete from ledger.payload_references where task_id = any(" + tasks + ")\n";
    }
}
