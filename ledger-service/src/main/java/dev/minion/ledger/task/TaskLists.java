package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.index.ListIndexes;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/** Pages of tasks, each as of one moment. */
@ApplicationScoped
public class TaskLists {

    private static final int LARGEST_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 50;

    /** Whole tasks that are read by one statement: 19 MB, where they are the largest. */
    private static final int READ_AT_ONCE = 100;

    /** Bytes of tasks after which a page ends, short, and its cursor leads on. */
    private static final long MOST_BYTES = 8 << 20;

    /** Postgres gave up at its time limit. */
    private static final String CANCELLED = "57014";

    private final Pool pool;
    private final TaskReads reads;
    private final ListConfig config;
    private final InstantSource clock;
    private final Supplier<ListIndexes> indexes;
    private final String begin;

    TaskLists(
            Pool pool,
            TaskReads reads,
            ListConfig config,
            InstantSource clock,
            Supplier<ListIndexes> indexes) {
        this.pool = pool;
        this.reads = reads;
        this.config = config;
        this.clock = clock;
        this.indexes = indexes;
        this.begin = begin(config.timeLimit());
    }

    /** Each statement is planned for its values: there are many kinds, and each is run seldom. */
    private static String begin(Duration timeLimit) {
        return """
        begin isolation level repeatable read, read only;
        set local statement_timeout = %d;
        set local plan_cache_mode = force_custom_plan;
        set local work_mem = '16MB'
        """
                .formatted(timeLimit.toMillis());
    }

    /**
     * A page of a list. It may be short, even empty after a long search, though the list goes on,
     * where the tasks of the list are few among those that had to be looked at; then its cursor
     * leads on.
     */
    public Future<ListTasksResponse> list(ListTasksRequest request) {
        int wanted = Math.min(request.getLimit(), LARGEST_PAGE);
        int limit = wanted <= 0 ? DEFAULT_PAGE : wanted;
        return Future.succeededFuture(limit)
                .compose(
                        tasks -> list(new FirstLook(request, tasks, indexes.get()), request, tasks))
                .recover(TaskLists::refused);
    }

    /**
     * Which tasks of a list come next.
     *
     * @param next the cursor behind them, empty where the list ends
     */
    public record Which(List<UUID> ids, String next) {}

    /**
     * The same for who wants to know no more of the tasks than their ids. It fails where the list
     * takes too long.
     *
     * @param request sorted by the time of creation
     */
    public Future<Which> which(ListTasksRequest request, int limit) {
        return pool.withConnection(
                connection -> {
                    Future<?> begun = connection.query(begin).execute();
                    ListSearch search = lookingFor(connection, request, limit);
                    Future<Which> found = search.run().map(ids -> which(search, request, ids));
                    return Future.join(begun, found)
                            .eventually(() -> connection.query("commit").execute())
                            .compose(done -> found);
                });
    }

    private static Which which(ListSearch search, ListTasksRequest request, List<UUID> ids) {
        ListSort sort = ListSort.of(request.getSort());
        List<UUID> shown = shown(ids, search.limit());
        if (search.cut()) {
            return new Which(shown, sort.cursor(search.edge()));
        }
        return ids.size() > shown.size()
                ? new Which(shown, sort.cursor(new ListSort.Position(0, shown.getLast(), 0)))
                : new Which(shown, "");
    }

    private Future<ListTasksResponse> list(FirstLook look, ListTasksRequest request, int limit) {
        if (!look.serves()) {
            return search(request, limit);
        }
        SqlText statement = look.statement();
        return pool.preparedQuery(statement.text())
                .execute(statement.parameters())
                .compose(
                        rows ->
                                look.filledBy(rows)
                                        ? Future.succeededFuture(filled(request, look.tasks(rows)))
                                        : search(request, limit));
    }

    private static ListTasksResponse filled(ListTasksRequest request, List<Task> tasks) {
        return ListTasksResponse.newBuilder()
                .addAllTasks(tasks)
                .setNextCursor(ListSort.of(request.getSort()).cursor(tasks.getLast()))
                .build();
    }

    /** What opens the transaction goes out with its first look, without a wait in between. */
    private Future<ListTasksResponse> search(ListTasksRequest request, int limit) {
        return pool.withConnection(
                connection -> {
                    Future<?> begun = connection.query(begin).execute();
                    Future<ListTasksResponse> page =
                            Future.succeededFuture(limit)
                                    .compose(tasks -> page(connection, request, tasks));
                    return Future.join(begun, page)
                            .eventually(() -> connection.query("commit").execute())
                            .compose(done -> page);
                });
    }

    private static Future<ListTasksResponse> refused(Throwable failure) {
        if (failure instanceof BadCursorException) {
            return problem(FailureCode.BAD_CURSOR, "not a cursor of a list with this sort");
        }
        if (failure instanceof PgException gaveUp && CANCELLED.equals(gaveUp.getSqlState())) {
            return problem(
                    FailureCode.LIST_TOO_BROAD,
                    "the list takes too long; narrow created_after and created_before, filter by"
                            + " session_id or workflow_execution_id, or use cursors in place of a large"
                            + " offset");
        }
        return Future.failedFuture(failure);
    }

    private static Future<ListTasksResponse> problem(FailureCode code, String detail) {
        return Future.succeededFuture(
                ListTasksResponse.newBuilder().setProblem(Problems.of(code, detail)).build());
    }

    private Future<ListTasksResponse> page(
            SqlConnection connection, ListTasksRequest request, int limit) {
        ListSearch search = lookingFor(connection, request, limit);
        return search.run()
                .compose(
                        ids ->
                                read(connection, request, shown(ids, limit), new ArrayList<>(), 0)
                                        .map(tasks -> answer(search, request, ids, tasks)))
                .compose(answer -> counted(connection, search, request, answer))
                .map(ListTasksResponse.Builder::build);
    }

    private ListSearch lookingFor(SqlConnection connection, ListTasksRequest request, int limit) {
        long untilMillis = clock.millis() + config.searchFor().toMillis();
        return new ListSearch(
                request,
                limit,
                config.mostRead(),
                statement -> row(connection, statement),
                () -> clock.millis() < untilMillis,
                indexes.get());
    }

    private static List<UUID> shown(List<UUID> ids, int limit) {
        return ids.subList(0, Math.min(ids.size(), limit));
    }

    /** Reads tasks, some at a time, until they are all there or enough bytes are. */
    private Future<List<Task>> read(
            SqlConnection connection,
            ListTasksRequest request,
            List<UUID> ids,
            List<Task> read,
            long bytes) {
        if (read.size() == ids.size() || bytes >= MOST_BYTES) {
            return Future.succeededFuture(read);
        }
        List<UUID> next =
                ids.subList(read.size(), Math.min(ids.size(), read.size() + READ_AT_ONCE));
        return reads.get(connection, request.getNamespace(), next)
                .compose(
                        found -> {
                            long more = 0;
                            for (UUID id : next) {
                                Task task =
                                        Objects.requireNonNull(
                                                found.get(id), "a task of this snapshot");
                                read.add(task);
                                more += task.getSerializedSize();
                            }
                            return read(connection, request, ids, read, bytes + more);
                        });
    }

    static Future<Row> row(SqlConnection connection, SqlText statement) {
        return connection
                .preparedQuery(statement.text())
                .execute(statement.parameters())
                .map(rows -> rows.iterator().next());
    }

    private static ListTasksResponse.Builder answer(
            ListSearch search, ListTasksRequest request, List<UUID> ids, List<Task> tasks) {
        ListTasksResponse.Builder answer = ListTasksResponse.newBuilder().addAllTasks(tasks);
        ListSort sort = ListSort.of(request.getSort());
        boolean all = tasks.size() == shown(ids, search.limit()).size();
        if (all && search.cut()) {
            answer.setNextCursor(sort.cursor(search.edge()));
        } else if (ids.size() > tasks.size()) {
            answer.setNextCursor(sort.cursor(tasks.getLast()));
        }
        return answer;
    }

    private Future<ListTasksResponse.Builder> counted(
            SqlConnection connection,
            ListSearch search,
            ListTasksRequest request,
            ListTasksResponse.Builder answer) {
        if (!request.getCount()) {
            return Future.succeededFuture(answer);
        }
        ListFilters filters = new ListFilters(request);
        if (filters.counted()) {
            return row(connection, ListStatements.kept(filters))
                    .map(row -> answer.setTotal(Math.max(0, row.getLong(0))));
        }
        int most = search.few() ? config.mostCountedByIndex() : config.mostCounted();
        return row(connection, search.count(most + 1))
                .map(row -> answer.setTotal(row.getLong(1)).setTotalIsLeast(row.getLong(0) > most));
    }
}
