package dev.minion.ledger.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.task.ListSort.Position;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.TaskRows;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ordinary page in one statement: whole tasks, the next ones in the order of the list, which
 * fill it. Where they do not, a {@link ListSearch} begins anew.
 *
 * <p>Its values stand behind selects, so that Postgres sees nothing in them to plan for: to plan it
 * anew would cost more than to carry it out.
 */
final class FirstLook {

    /** Tasks of a page that is read without a look at how large they are. */
    private static final int MOST_TASKS = 100;

    /** Tasks to look at, at most. */
    private static final int MOST_LOOKED = 2_000;

    private static final int FILTERED = 256;

    private final ListTasksRequest request;
    private final ListSort sort;
    private final ListFilters filters;
    private final ListSource source;
    private final @Nullable Position begin;
    private final int limit;
    private final long skip;

    /**
     * For a request.
     *
     * @throws BadCursorException when its cursor is not of a list with its sort
     */
    FirstLook(ListTasksRequest request, int limit, ListIndexes indexes) {
        this.request = request;
        this.sort = ListSort.of(request.getSort());
        this.filters = new ListFilters(request);
        this.source = ListSource.of(request, filters, new AddedSources(request, indexes));
        this.begin = request.getCursor().isEmpty() ? null : sort.position(request.getCursor());
        this.limit = limit;
        this.skip = begin == null ? Math.max(0, request.getOffset()) : begin.skip();
    }

    /**
     * Whether it may fill the page: without an index of few tasks, which ready ones have, in an
     * order that has one.
     */
    boolean serves() {
        return !request.getCount()
                && limit <= MOST_TASKS
                && 2 * (skip + limit + 1) <= MOST_LOOKED
                && sort != ListSort.PRIORITY
                && sort != ListSort.PRIORITY_DESC
                && !new LateChanges(request).concern(sort)
                && !filters.readyAlone()
                && source.equals(ListSource.all());
    }

    /** A task of the list has little to fear in one namespace; of another filter more. */
    private long looked() {
        long least = skip + limit + 1;
        return filters.all().size() == 1 ? least + least / 4 : Math.max(FILTERED, 2 * least);
    }

    SqlText statement() {
        boolean byAge = sort == sort.byAge();
        List<Clause> bounds = new ArrayList<>(byAge ? filters.ids() : filters.changeBounds());
        if (begin != null) {
            bounds.add(sort.behind(begin));
        }
        SqlText statement =
                new SqlText()
                        .add("select " + TaskRows.COLUMNS + " from (")
                        .add("select t.* from ledger.tasks t where ")
                        .addAll(bounds.stream().map(Clause::unseen).toList())
                        .add(sort.orderBy())
                        .add(" limit (select ?::bigint)) t where ", looked());
        return statement
                .addAll(filters.all().stream().map(Clause::unseen).toList())
                .add(sort.orderBy())
                .add(" offset (select ?::bigint)", skip)
                .add(" limit (select ?::bigint)", (long) limit + 1);
    }

    /** Whether these rows are the page, and one more. */
    boolean filledBy(RowSet<Row> rows) {
        return rows.size() > limit;
    }

    /** The tasks of the page. */
    List<Task> tasks(RowSet<Row> rows) {
        List<Task> tasks = new ArrayList<>(limit);
        for (Row row : rows) {
            if (tasks.size() < limit) {
                tasks.add(TaskRows.whole(row));
            }
        }
        return tasks;
    }
}
