package dev.minion.ledger.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.ledger.index.ListIndex.Order;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.task.ListSort.Position;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the tasks of one page, some hundred at first and then more, until the page is full, the
 * list ends, or as many were looked at as a page may cost.
 *
 * <p>Where nothing was found by then, it looks on for a while.
 *
 * <p>By time of change and by priority there is no index for most filters together with the order.
 * Where the filters have an index of few tasks, all of these are sorted. Where it turns out to have
 * many, or there is none, tasks are looked at in the order of the list: among many they are soon
 * found. Parts of names are looked for the other way round: those that many tasks have are soon
 * found, and would be many in their index.
 */
final class ListSearch {

    /** Runs a statement of one row. */
    interface Connection {
        Future<Row> row(SqlText statement);
    }

    private static final int FIRST_LOOK = 256;
    private static final int WIDER = 4;

    /**
     * What a task costs that an index of few finds: its neighbours there are far apart in the
     * table.
     */
    private static final int SCATTERED = 4;

    /** Tasks of such an index that are sorted: so great a part of those a page may look at. */
    private static final int SORTED_PART = 10;

    /** What a page costs before an index of names is tried, and how rare a name then has to be. */
    private static final int TRIAL = 1_024;

    private static final int RARE = 200;

    /** Priorities have no least or greatest id behind which they begin. */
    private static final UUID LEAST = new UUID(0, 0);

    private static final UUID GREATEST = new UUID(-1, -1);

    private static final int LOWEST = 1;
    private static final int HIGHEST = 10;

    private final ListTasksRequest request;
    private final ListSort sort;
    private final ListFilters filters;
    private final AddedSources added;
    private final ListSource source;
    private final LateChanges late;
    private final @Nullable Position begin;
    private final int limit;
    private final int mostRead;
    private final Connection connection;
    private final BooleanSupplier patient;

    private final List<UUID> found = new ArrayList<>();
    private long skip;
    private long left;
    private long looked;
    private long hits;
    private boolean trying;
    private boolean narrowed;
    private boolean ended;

    /** Of a list of ready tasks alone: no task of it has a smaller id. */
    private UUID oldest = LEAST;

    private @Nullable Position edge;

    /**
     * For a request.
     *
     * @param limit tasks of a page
     * @param most tasks to look at, beside those that an offset skips; fewer where they are
     *     scattered
     * @param patient whether to look on where nothing has been found among those
     * @param indexes that an operator has added
     * @throws BadCursorException when its cursor is not of a list with its sort
     */
    ListSearch(
            ListTasksRequest request,
            int limit,
            int most,
            Connection connection,
            BooleanSupplier patient,
            ListIndexes indexes) {
        this.request = request;
        this.sort = ListSort.of(request.getSort());
        this.filters = new ListFilters(request);
        this.added = new AddedSources(request, indexes);
        this.source = ListSource.of(request, filters, added);
        this.late = new LateChanges(request);
        this.begin = request.getCursor().isEmpty() ? null : sort.position(request.getCursor());
        this.limit = limit;
        this.mostRead = most;
        this.connection = connection;
        this.patient = patient;
        this.skip = begin == null ? Math.max(0, request.getOffset()) : begin.skip();
        this.left = most + SCATTERED * skip;
    }

    /** The tasks of the page in their order, and one more where there is another page. */
    Future<List<UUID>> run() {
        return narrow().compose(done -> readyAlone() ? ready() : search()).map(found);
    }

    private boolean readyAlone() {
        return filters.readyAlone() && !source.few();
    }

    /** All of them, sorted; where they are many, from the oldest on. */
    private Future<Void> ready() {
        return collect(ListSource.allReady())
                .compose(all -> all ? done() : findOldest().compose(known -> search()));
    }

    private Future<Void> findOldest() {
        return connection
                .row(new SqlText().add(ListSource.OLDEST_READY))
                .map(
                        row -> {
                            UUID id = row.getUUID(0);
                            oldest = id == null ? LEAST : id;
                            return null;
                        });
    }

    /** Finds out whether tasks that a bound of the time of change leaves far behind are few. */
    private Future<Void> narrow() {
        boolean byChange = sort == ListSort.UPDATED_AT || sort == ListSort.UPDATED_AT_DESC;
        if (byChange || source.few() || !late.straddle()) {
            return done();
        }
        int most = mostRead / SORTED_PART;
        return connection
                .row(late.straddling(most + 1))
                .map(
                        row -> {
                            narrowed = row.getInteger(0) <= most;
                            return null;
                        });
    }

    private Future<Void> search() {
        return added.named()
                .filter(named -> !source.few())
                .map(this::byName)
                .orElseGet(() -> look(begin));
    }

    private Future<Void> look(@Nullable Position from) {
        return switch (sort) {
            case CREATED_AT, CREATED_AT_DESC ->
                    walk(narrow(source), filters.ids(), filters.all(), sort, from, firstLook());
            case UPDATED_AT, UPDATED_AT_DESC ->
                    sorted(Order.UPDATED)
                            ? collect(source).compose(all -> all ? done() : byChange(from))
                            : byChange(from);
            case PRIORITY, PRIORITY_DESC ->
                    sorted(Order.PRIORITY)
                            ? collect(source).compose(all -> all ? done() : byPriority(from))
                            : byPriority(from);
        };
    }

    private ListSource narrow(ListSource tasks) {
        ListSource since = sinceOldest(tasks);
        return narrowed ? late.byAge(since) : since;
    }

    private ListSource sinceOldest(ListSource tasks) {
        return readyAlone() ? tasks.since(oldest) : tasks;
    }

    /**
     * Whether the tasks of an index in the order of ids are to be sorted by another one, once:
     * where there is none in that order, or bounds of the time of creation leave few.
     */
    private boolean sorted(Order order) {
        if (edge != null || !source.scattered()) {
            return false;
        }
        Optional<ListSource> ordered = ListSource.inOrder(order, request, filters, added);
        return !ordered.equals(Optional.of(source)) || !filters.ids().isEmpty();
    }

    /** Looks a little in the order of the list, then by the index of names, then on. */
    private Future<Void> byName(ListSource named) {
        long most = left;
        left = Math.min(most, TRIAL);
        trying = true;
        return look(begin)
                .compose(
                        tried -> {
                            trying = false;
                            left = most - looked;
                            if (!cut()) {
                                return done();
                            }
                            return hits * RARE > looked
                                    ? look(edge)
                                    : collect(named).compose(all -> all ? done() : look(edge));
                        });
    }

    /** Tasks of the page at most. */
    int limit() {
        return limit;
    }

    /** Whether the page is not full, though the list may go on. */
    boolean cut() {
        return found.size() <= limit && !ended;
    }

    /** Behind what was looked at, where {@link #cut}. */
    Position edge() {
        if (edge == null) {
            throw new IllegalStateException("the list was not cut");
        }
        return new Position(edge.value(), edge.id(), skip);
    }

    /** Whether its filters have an index of few tasks. */
    boolean few() {
        return source.few();
    }

    /** Of a list whose number of tasks is not kept: how many of those that are looked at. */
    SqlText count(int most) {
        return ListStatements.count(sinceOldest(source), filters.ids(), filters.all(), most);
    }

    private static Future<Void> done() {
        return Future.succeededFuture();
    }

    private int firstLook() {
        return (int) Math.min(left, Math.max(FIRST_LOOK, 2 * (skip + limit + 1)));
    }

    /** All tasks of an index, sorted; false where there are too many. */
    private Future<Boolean> collect(ListSource all) {
        long offset = begin == null ? Math.max(0, request.getOffset()) : begin.skip();
        int most = mostRead / SORTED_PART;
        List<Clause> wanted = new ArrayList<>(filters.all());
        if (begin != null) {
            wanted.addFirst(sort.behind(begin));
        }
        SqlText look =
                ListStatements.look(
                        all,
                        filters.ids(),
                        sort.byAge(),
                        null,
                        wanted,
                        sort,
                        most + 1,
                        offset,
                        limit + 1);
        return connection
                .row(look)
                .map(
                        row -> {
                            if (row.getInteger(0) > most) {
                                return false;
                            }
                            found.clear();
                            found.addAll(Arrays.asList(row.getArrayOfUUIDs(4)));
                            ended = true;
                            return true;
                        });
    }

    private Future<Void> byChange(@Nullable Position from) {
        ListSource any = ListSource.byChange(request, filters, added);
        ListSource tasks = late.byChange(readyAlone() ? any.changedSince(oldest) : any);
        return walk(tasks, filters.changeBounds(), filters.all(), sort, from, firstLook());
    }

    private Future<Void> byPriority(@Nullable Position from) {
        int first = sort.ascending() ? LOWEST : HIGHEST;
        return from == null ? byPriority(first, null) : byPriority((int) from.value(), from);
    }

    private Future<Void> byPriority(int priority, @Nullable Position from) {
        if (priority < LOWEST || priority > HIGHEST) {
            ended = true;
            return done();
        }
        if (exhausted()) {
            edge = new Position(priority, sort.ascending() ? LEAST : GREATEST, 0);
            return done();
        }
        List<Clause> wanted = new ArrayList<>(filters.all());
        wanted.addFirst(Clause.of("t.priority = " + priority));
        ListSource tasks = narrow(ListSource.byPriority(request, filters, added, priority));
        return walk(tasks, filters.ids(), wanted, sort.byAge(), from, firstLook())
                .compose(
                        looked -> {
                            if (!ended) {
                                edge = edge == null ? null : new Position(priority, edge.id(), 0);
                                return done();
                            }
                            ended = false;
                            return byPriority(priority + (sort.ascending() ? 1 : -1), null);
                        });
    }

    /** Goes through a source until the page is full; then, or at the last look, it is not ended. */
    private Future<Void> walk(
            ListSource tasks,
            List<Clause> bounds,
            List<Clause> wanted,
            ListSort order,
            @Nullable Position from,
            int look) {
        int cost = tasks.scattered() ? SCATTERED : 1;
        int most = (int) Math.min(look, Math.ceilDiv(left, cost));
        int take = limit + 1 - found.size();
        return connection
                .row(
                        ListStatements.look(
                                tasks, bounds, order, from, wanted, order, most, skip, take))
                .compose(
                        row -> {
                            add(row, cost);
                            ended = found.size() <= limit && row.getInteger(0) < most;
                            if (ended || found.size() > limit) {
                                return done();
                            }
                            Position last = last(row, order);
                            edge = last;
                            return exhausted()
                                    ? done()
                                    : walk(tasks, bounds, wanted, order, last, most * WIDER);
                        });
    }

    /** An empty page helps nobody: it takes longer before it is given. */
    private boolean exhausted() {
        if (left <= 0 && !trying && found.isEmpty() && patient.getAsBoolean()) {
            left = mostRead;
        }
        return left <= 0;
    }

    private void add(Row row, int cost) {
        found.addAll(Arrays.asList(row.getArrayOfUUIDs(4)));
        skip = Math.max(0, skip - row.getInteger(1));
        hits += row.getInteger(1);
        looked += (long) cost * row.getInteger(0);
        left -= (long) cost * row.getInteger(0);
    }

    private static Position last(Row row, ListSort order) {
        long changed = Timestamps.fromColumn(row.getOffsetDateTime(3));
        boolean byAge = order == order.byAge();
        return new Position(byAge ? 0 : changed, row.getUUID(2), 0);
    }
}
