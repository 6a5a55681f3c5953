package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.ledger.Servers;
import dev.minion.ledger.index.AddedIndexes;
import dev.minion.ledger.index.ListIndexes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page may cost, and how a list goes on where it would cost more. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ListPagesTest extends MadeUpTasks {

    private static final int TASKS = 30_000;
    private static final int FIVE = 5;
    private static final ListLimits ALL = new ListLimits(10 * TASKS, SOON);
    private static final ListLimits FEW = new ListLimits(1_000, SOON);

    private final SplittableRandom random = new SplittableRandom(5);
    private ListIndexes indexes = ListIndexes.NONE;

    @Inject Pool pool;
    @Inject TaskReads reads;

    @AfterEach
    void removeThem() throws SQLException {
        execute(AddedIndexes.drop(AddedIndexes.ALL));
        remove();
    }

    @Test
    void pagesThatAreShortLeadOnToTheEndOfTheList() throws SQLException {
        everyPageLeadsOn(makeUp(TASKS));
    }

    @Test
    void soTheyDoWithTheIndexesThatCanBeAdded() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);
        indexes = AddedIndexes.add(AddedIndexes.ALL);

        everyPageLeadsOn(lists);
    }

    private void everyPageLeadsOn(DocumentedLists lists) throws SQLException {
        for (String name : List.of("a type of few tasks", "status FAILED, type", "created_by")) {
            for (String sort : DocumentedLists.SORTS) {
                ListTasksRequest.Builder list = lists.filter(name).draw(random).setSort(sort);
                assertThat(all(list, FEW, 0))
                        .as("%s by %s", name, sort)
                        .isEqualTo(all(list, ALL, 0))
                        .hasSize(count(list));
                assertThat(all(list, FEW, 7))
                        .as("%s by %s, behind an offset", name, sort)
                        .isEqualTo(tail(all(list, ALL, 0), 7));
            }
        }
    }

    private static <T> List<T> tail(List<T> list, int from) {
        return list.subList(Math.min(from, list.size()), list.size());
    }

    private int count(ListTasksRequest.Builder list) throws SQLException {
        ListTasksRequest request = list.build();
        String where = "select count(*) from ledger.tasks where namespace = 'default'";
        if (!request.getType().isEmpty()) {
            where += " and type = '" + request.getType() + "'";
        }
        if (!request.getCreatedBy().isEmpty()) {
            where += " and created_by = '" + request.getCreatedBy() + "'";
        }
        if (request.getStatusesCount() > 0) {
            where += " and status = " + request.getStatuses(0).getNumber();
        }
        return Integer.parseInt(query(where));
    }

    /** The ids of all pages. */
    private List<UUID> all(ListTasksRequest.Builder list, ListLimits limits, int offset) {
        List<UUID> ids = new ArrayList<>();
        ListTasksRequest.Builder next = list.clone().setOffset(offset);
        String cursor = "";
        do {
            ListTasksResponse page = page(next.setCursor(cursor), limits);
            ids.addAll(ids(page));
            cursor = page.getNextCursor();
            next.setOffset(0);
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void withTheirIndexesPagesOfRareValuesAreFullAtOnce() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);
        ListIndexes added = AddedIndexes.add(AddedIndexes.ALL);
        List<ListTasksRequest.Builder> rare =
                List.of(
                        lists.filter("a type of few tasks").draw(random),
                        lists.filter("a namespace of few tasks").draw(random),
                        list().setAssignedTo("worker-399"),
                        list().setCreatedBy("user-2900"),
                        list().putMetadata("team", "t49"),
                        list().setNameContains("RCHIVE BLUEPR"),
                        list().setNameContains("RCHIVE BLUEPR").setCreatedBeforeUs(daysAgo(3)),
                        list().setNameContains("rchive newsletter 19"));
        for (ListTasksRequest.Builder list : rare) {
            for (String sort : DocumentedLists.SORTS) {
                ListTasksRequest.Builder first = list.setSort(sort).setLimit(10);
                indexes = ListIndexes.NONE;
                List<UUID> wanted = all(first, ALL, 0);
                indexes = added;
                List<UUID> page = ids(page(first, FEW));
                assertThat(page)
                        .as("%s by %s", first.build(), sort)
                        .isEqualTo(wanted.subList(0, Math.min(10, wanted.size())));
                assertThat(ids(page(first.clone().setOffset(3), FEW)))
                        .as("%s by %s, behind an offset", first.build(), sort)
                        .startsWith(tail(page, 3).toArray(UUID[]::new));
            }
        }
    }

    @Test
    void aPartOfANameIsFoundByItsBlocksWhereverItBeginsAndHoweverItIsWritten() {
        for (String name : List.of("Über den Wolken 100%", "straße_7\\x", "fünf!")) {
            for (int from = 0; from + FIVE <= name.length(); from++) {
                for (int to = from + FIVE; to <= name.length(); to++) {
                    String part = name.substring(from, to);
                    assertThat(named(name, part)).as(part).isTrue();
                    assertThat(named(name, part.toUpperCase(Locale.ROOT)))
                            .as(part)
                            .isEqualTo(!part.contains("ß"));
                    assertThat(named("none of these", part)).as(part).isFalse();
                }
            }
        }
    }

    private boolean named(String name, String part) {
        ListTasksRequest request = list().setNameContains(part).build();
        ListSource source =
                new AddedSources(request, AddedIndexes.of(List.of("name"))).named().orElseThrow();
        SqlText statement =
                new SqlText()
                        .add("select ")
                        .add(source.branches().getFirst().condition())
                        .add(" from (select ?::text as name) t", name);
        return done(
                pool.withConnection(
                        connection ->
                                TaskLists.row(connection, statement)
                                        .map(row -> row.getBoolean(0))));
    }

    @Test
    void totalsComeFromTheCountsAndOtherwiseTellWhenTheyAreTheLeast() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);
        ListTasksRequest.Builder type = lists.filter("type").draw(random).setCount(true);
        ListTasksRequest.Builder name =
                lists.filter("name, a frequent word").draw(random).setCount(true);

        ListTasksResponse counted = page(type, FEW);
        ListTasksResponse least = page(name, FEW);
        ListTasksResponse whole = page(name, ALL);

        assertThat(counted.getTotal()).isEqualTo(count(type));
        assertThat(counted.getTotalIsLeast()).isFalse();
        assertThat(least.getTotalIsLeast()).isTrue();
        assertThat(least.getTotal()).isLessThan(whole.getTotal());
        assertThat(whole.getTotalIsLeast()).isFalse();
    }

    @Test
    void aListThatTakesTooLongIsRefused() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);
        ListLimits atOnce = new ListLimits(Integer.MAX_VALUE, Duration.ofMillis(1));

        ListTasksResponse refused = page(lists.filter("name, a rare word").draw(random), atOnce);

        assertThat(refused.getProblem().getCode()).isEqualTo("list-too-broad");
    }

    private ListTasksResponse page(ListTasksRequest.Builder list, ListLimits limits) {
        return done(
                new TaskLists(pool, reads, limits, InstantSource.system(), () -> indexes)
                        .list(list.build()));
    }

    private static ListTasksRequest.Builder list() {
        return ListTasksRequest.newBuilder().setNamespace("default");
    }

    private static long daysAgo(int days) {
        return Duration.ofMillis(InstantSource.system().millis()).minusDays(days).toMillis()
                * 1_000;
    }

    private static List<UUID> ids(ListTasksResponse page) {
        return page.getTasksList().stream().map(task -> Ids.fromBytes(task.getId())).toList();
    }
}
