package dev.minion.ledger.task;

import dev.minion.ledger.task.ListSort.Position;
import dev.minion.ledger.task.ListSource.Branch;
import dev.minion.ledger.task.ListSource.Found;
import dev.minion.ledger.task.SqlText.Clause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of lists. Each one looks at a bounded number of tasks, in the order of an index
 * that its text leaves no choice but to use, and keeps their ids alone; whole tasks are read when
 * it is known which.
 */
final class ListStatements {

    /** How many were looked at, how many of them are of the list, the last one, and those shown. */
    private static final String FOUND =
            """
            select (select count(*) from looked)::int, (select count(*) from looked where hit)::int,
              l.id, l.updated_at,
              array(select t.id from looked t where t.hit""";

    private static final String LAST =
            ") from (values (1)) one left join lateral (select t.* from looked t";

    /** How many were looked at, and how many of them are of the list. */
    private static final String COUNT =
            "select count(*)::bigint, count(*) filter (where t.hit)::bigint from (select (";

    private ListStatements() {}

    /**
     * Looks at the next tasks of a source.
     *
     * @param order in which the source has them
     * @param from behind which to begin
     * @param filters of the list
     * @param shown the order of those that are shown
     */
    static SqlText look(
            ListSource source,
            List<Clause> bounds,
            ListSort order,
            @Nullable Position from,
            List<Clause> filters,
            ListSort shown,
            int most,
            long skip,
            int take) {
        SqlText statement = looked(source, bounds, order, from, filters, most);
        statement.add(FOUND).add(shown.orderBy()).add(" offset ? limit ?", skip, take);
        return statement.add(LAST).add(order.backwards()).add(" limit 1) l on true");
    }

    /** Counts the tasks of a source that are of the list, up to so many that are looked at. */
    static SqlText count(ListSource source, List<Clause> bounds, List<Clause> filters, int most) {
        SqlText statement = new SqlText().add(COUNT).addAll(filters).add(") as hit from (");
        addBranches(statement, source, bounds, ListSort.CREATED_AT_DESC, null, most);
        return statement.add(") t limit ?) t", most);
    }

    /** The newest tasks of a source, up to so many: what stands in the brackets of a from. */
    static void newest(SqlText statement, ListSource source, List<Clause> bounds, int most) {
        addBranches(statement, source, bounds, ListSort.CREATED_AT_DESC, null, most);
    }

    private static SqlText looked(
            ListSource source,
            List<Clause> bounds,
            ListSort order,
            @Nullable Position from,
            List<Clause> filters,
            int most) {
        SqlText statement =
                new SqlText()
                        .add(
                                "with looked as materialized (select t.id, t.updated_at, t.priority, (")
                        .addAll(filters)
                        .add(") as hit from (");
        addBranches(statement, source, bounds, order, from, most);
        return statement.add(") t").add(order.orderBy()).add(" limit ?) ", most);
    }

    private static void addBranches(
            SqlText statement,
            ListSource source,
            List<Clause> bounds,
            ListSort order,
            @Nullable Position from,
            int most) {
        String between = "";
        for (Branch branch : source.branches()) {
            statement.add(between).add("(select t.* from ");
            switch (branch.found()) {
                case IN_ORDER -> statement.add("ledger.tasks t where ").add(branch.condition());
                // Sorted after it was read: else the primary key looks like the better way.
                case UNSORTED -> addWhole(statement, branch, List.of(), " offset 0");
                case UNSORTED_MANY -> addWhole(statement, branch, bounds, " limit " + most);
                case BY_PARTITION ->
                        addWhole(
                                statement,
                                branch,
                                List.of(),
                                " order by t.partition, t.priority desc, t.id limit " + most);
            }
            if (branch.found() != Found.BY_PARTITION) {
                bounds.forEach(bound -> statement.add(" and ").add(bound));
            }
            if (from != null) {
                statement.add(" and ").add(order.behind(from));
            }
            statement.add(order.orderBy()).add(" limit ?)", most);
            between = " union all ";
        }
    }

    private static void addWhole(
            SqlText statement, Branch branch, List<Clause> bounds, String end) {
        statement.add("(select t.* from ledger.tasks t where ").add(branch.condition());
        bounds.forEach(bound -> statement.add(" and ").add(bound));
        statement.add(end).add(") t where true");
    }

    /** The exact number, by the counts that are kept. */
    static SqlText kept(ListFilters filters) {
        return new SqlText()
                .add("select coalesce(sum(c.tasks), 0)::bigint from (")
                .add("select tasks from ledger.task_counts where ")
                .addAll(filters.ofCounts("status"))
                .add(" union all select tasks from ledger.task_count_deltas where ")
                .addAll(filters.ofCounts("status"))
                .add(" union all select -tasks from ledger.task_count_deltas where ")
                .addAll(filters.ofCounts("was"))
                .add(") c");
    }
}
