package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.ledger.Servers;
import dev.minion.ledger.index.AddedIndexes;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.transition.CountDeltas;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every documented list is read from a large table. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ListPlanTest extends MadeUpTasks {

    private static final long TASKS = 200_000;

    /** Pages of 8 KiB for a list; the table alone has some 20,000. */
    private static final long MOST_PAGES = 16_000;

    /** What has an index only where an operator has added one. */
    private static final Set<String> TO_BE_ADDED =
            Set.of(
                    "a namespace of few tasks",
                    "type",
                    "a type of few tasks",
                    "assigned_to",
                    "created_by",
                    "created_by, an hour of created",
                    "name, a rare word",
                    "metadata.team");

    /** What others have made just now: pages of the newest tasks would show nothing else. */
    private static final String REMOVE_OTHERS =
            "with gone as (delete from ledger.tasks where namespace <> 'default'"
                    + " returning namespace, type, status) "
                    + CountDeltas.removed("gone");

    private static final Pattern PAGES =
            Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    @Inject Pool pool;
    @Inject TaskReads reads;

    @BeforeEach
    void removeOthers() throws SQLException {
        execute(REMOVE_OTHERS);
    }

    @AfterEach
    void removeThem() throws SQLException {
        execute(AddedIndexes.drop(AddedIndexes.ALL));
        remove();
    }

    @Test
    void everyListIsReadByIndexesAndLooksAtABoundedNumberOfTasks() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);

        everyListIsBounded(lists, ListIndexes.NONE);
        everyPageIsFull(lists, ListIndexes.NONE, TO_BE_ADDED);
        pausedTasksAreReadByTheIndexOfScheduledOnes();
    }

    private void pausedTasksAreReadByTheIndexOfScheduledOnes() {
        ListTasksRequest.Builder paused =
                ListTasksRequest.newBuilder().setNamespace("default").setPaused(true).setLimit(50);
        for (String sort : DocumentedLists.SORTS) {
            assertThat(unbounded("paused", paused.setSort(sort).build(), ListIndexes.NONE))
                    .isEmpty();
        }
    }

    @Test
    void soItIsWithAllIndexesThatCanBeAdded() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);

        ListIndexes all = AddedIndexes.add(AddedIndexes.ALL);

        everyListIsBounded(lists, all);
        everyPageIsFull(lists, all, Set.of());
    }

    /** Or the last, without looking on. */
    private void everyPageIsFull(DocumentedLists lists, ListIndexes indexes, Set<String> but) {
        TaskLists pages =
                new TaskLists(
                        pool, reads, ListLimits.ORDINARY, InstantSource.system(), () -> indexes);
        SplittableRandom random = new SplittableRandom(13);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, DocumentedLists.Filter> list : lists.filters().entrySet()) {
            for (String sort : DocumentedLists.SORTS) {
                ListTasksRequest request = list.getValue().draw(random).setSort(sort).build();
                ListTasksResponse page = done(pages.list(request));
                boolean full = page.getTasksCount() == request.getLimit();
                if (!full && !page.getNextCursor().isEmpty() && !but.contains(list.getKey())) {
                    wrong.add(list.getKey() + " by " + sort + ": " + page.getTasksCount());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void everyListIsBounded(DocumentedLists lists, ListIndexes indexes) {
        SplittableRandom random = new SplittableRandom(11);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, DocumentedLists.Filter> list : lists.filters().entrySet()) {
            for (String sort : DocumentedLists.SORTS) {
                ListTasksRequest request = list.getValue().draw(random).setSort(sort).build();
                unbounded(list.getKey(), request, indexes).ifPresent(wrong::add);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private Optional<String> unbounded(String list, ListTasksRequest request, ListIndexes indexes) {
        List<String> plans = plans(request, indexes);
        long pages = plans.stream().mapToLong(ListPlanTest::pages).sum();
        boolean scanned = plans.stream().anyMatch(p -> p.contains("Seq Scan on tasks"));
        return scanned || pages > MOST_PAGES
                ? Optional.of(list + " by " + request.getSort() + ": " + pages + " pages" + plans)
                : Optional.empty();
    }

    /** Of its statements, as they are run one after the other. */
    private List<String> plans(ListTasksRequest request, ListIndexes indexes) {
        List<String> plans = new ArrayList<>();
        return done(
                pool.withConnection(
                        connection ->
                                new ListSearch(
                                                request,
                                                request.getLimit(),
                                                ListLimits.ORDINARY.mostRead(),
                                                statement ->
                                                        explained(connection, statement, plans),
                                                () -> false,
                                                indexes)
                                        .run()
                                        .map(ids -> plans)));
    }

    private static Future<Row> explained(
            SqlConnection connection, SqlText statement, List<String> plans) {
        return connection
                .preparedQuery("explain (analyze, buffers, timing off) " + statement.text())
                .execute(statement.parameters())
                .compose(
                        lines -> {
                            StringBuilder plan = new StringBuilder("\n");
                            lines.forEach(line -> plan.append(line.getString(0)).append('\n'));
                            plans.add(plan.toString());
                            return TaskLists.row(connection, statement);
                        });
    }

    private static long pages(String plan) {
        Matcher pages = PAGES.matcher(plan);
        assertThat(pages.find()).as(plan).isTrue();
        return number(pages.group(1)) + number(pages.group(2));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
