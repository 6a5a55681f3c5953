package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.DeadLetterGroup;
import dev.minion.contracts.ledger.DeadLetterGroups;
import dev.minion.contracts.ledger.GroupDeadLettersRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Dead letters by type and cause: the error's code, and its message without what differs from task
 * to task. The newest of them are looked at, by the index that dead tasks have, and never more than
 * so many.
 */
@ApplicationScoped
public class CauseGroups {

    /** Dead letters that are looked at. */
    static final int MOST = 20_000;

    private static final int GROUPS = 100;
    private static final int MOST_GROUPS = 1_000;

    /** Postgres gave up at its time limit. */
    private static final String CANCELLED = "57014";

    /**
     * What is put in the place of what differs: ids, then quoted text, then hexadecimal numbers of
     * eight digits and more, then all other numbers.
     */
    private static final String CAUSE =
            """
            left(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
              left(coalesce(t.error_message, ''), 1000),
              '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', '<id>', 'gi'),
              '"[^"]*"|''[^'']*''', '<text>', 'g'),
              '\\m[0-9a-f]{8,}\\M', '<hex>', 'gi'),
              '[0-9]+([.,][0-9]+)*', '<n>', 'g'), 300)\
            """;

    private final Pool pool;
    private final ListConfig config;
    private final Supplier<ListIndexes> indexes;

    CauseGroups(Pool pool, ListConfig config, Supplier<ListIndexes> indexes) {
        this.pool = pool;
        this.config = config;
        this.indexes = indexes;
    }

    /** The groups of the dead letters that fit a filter, the largest first. */
    public Future<DeadLetterGroups> groups(GroupDeadLettersRequest request) {
        ListTasksRequest filter = request.getFilter().toBuilder().setDeadLetters(true).build();
        int limit = request.getLimit() <= 0 ? GROUPS : Math.min(request.getLimit(), MOST_GROUPS);
        SqlText statement = statement(filter, limit);
        return pool.withTransaction(
                        connection ->
                                bounded(connection)
                                        .compose(
                                                set ->
                                                        connection
                                                                .preparedQuery(statement.text())
                                                                .execute(statement.parameters())))
                .map(rows -> groups(rows, limit))
                .recover(CauseGroups::refused);
    }

    private Future<?> bounded(SqlConnection connection) {
        String settings =
                "set local statement_timeout = %d; set local plan_cache_mode = force_custom_plan"
                        .formatted(config.timeLimit().toMillis());
        return connection.query(settings).execute();
    }

    /** A row for each group and one more, and with each how many letters were looked at. */
    private SqlText statement(ListTasksRequest filter, int limit) {
        ListFilters filters = new ListFilters(filter);
        ListSource source = ListSource.of(filter, filters, new AddedSources(filter, indexes.get()));
        SqlText statement =
                new SqlText()
                        .add("with letters as materialized (select t.id, t.type, t.completed_at,")
                        .add(" coalesce(t.error_code, '') as code, t.error_message as message, ")
                        .add(CAUSE + " as cause from (");
        ListStatements.newest(statement, source, filters.ids(), MOST + 1);
        return statement
                .add(") t where ")
                .addAll(filters.all())
                .add(" order by t.id desc limit ?)", MOST + 1)
                .add(" select (select count(*) from letters), g.* from (")
                .add("select l.type, l.code, l.cause, count(*) as tasks, min(l.completed_at),")
                .add(" max(l.completed_at), (array_agg(l.id order by l.id desc))[1:5],")
                .add(" (array_agg(left(l.message, 1000) order by l.id desc))[1]")
                .add(" from letters l group by 1, 2, 3")
                .add(" order by 4 desc, 1, 2, 3 limit ?) g", limit + 1);
    }

    private static DeadLetterGroups groups(RowSet<Row> rows, int limit) {
        DeadLetterGroups.Builder groups = DeadLetterGroups.newBuilder().setComplete(true);
        for (Row row : rows) {
            long looked = row.getLong(0);
            boolean more = looked > MOST || groups.getGroupsCount() == limit;
            groups.setLookedAt(Math.min(looked, MOST)).setComplete(groups.getComplete() && !more);
            if (groups.getGroupsCount() < limit) {
                groups.addGroups(group(row));
            }
        }
        return groups.build();
    }

    private static DeadLetterGroup group(Row row) {
        DeadLetterGroup.Builder group =
                DeadLetterGroup.newBuilder()
                        .setType(row.getString(1))
                        .setCode(row.getString(2))
                        .setCause(row.getString(3))
                        .setTasks(row.getLong(4))
                        .setFirstUs(Timestamps.fromColumn(row.getOffsetDateTime(5)))
                        .setLastUs(Timestamps.fromColumn(row.getOffsetDateTime(6)));
        for (UUID id : row.getArrayOfUUIDs(7)) {
            group.addSample(Ids.toBytes(id));
        }
        String message = row.getString(8);
        return group.setMessage(message == null ? "" : message).build();
    }

    private static Future<DeadLetterGroups> refused(Throwable failure) {
        return failure instanceof PgException gaveUp && CANCELLED.equals(gaveUp.getSqlState())
                ? Future.succeededFuture(
                        DeadLetterGroups.newBuilder()
                                .setProblem(
                                        Problems.of(
                                                FailureCode.LIST_TOO_BROAD,
                                                "grouping takes too long; narrow the filter"))
                                .build())
                : Future.failedFuture(failure);
    }
}
