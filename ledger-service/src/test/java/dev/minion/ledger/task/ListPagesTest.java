package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page may cost, and how a list goes on where it would cost more. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ListPagesTest extends MadeUpTasks {

    private static final int TASKS = 30_000;
    private static final ListLimits ALL = new ListLimits(10 * TASKS, SOON);
    private static final ListLimits FEW = new ListLimits(1_000, SOON);

    private final SplittableRandom random = new SplittableRandom(5);

    @Inject Pool pool;
    @Inject TaskReads reads;

    @AfterEach
    void removeThem() throws SQLException {
        remove();
    }

    @Test
    void pagesThatAreShortLeadOnToTheEndOfTheList() throws SQLException {
        DocumentedLists lists = makeUp(TASKS);
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
            page.getTasksList().forEach(task -> ids.add(Ids.fromBytes(task.getId())));
            cursor = page.getNextCursor();
            next.setOffset(0);
        } while (!cursor.isEmpty());
        return ids;
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
        return done(new TaskLists(pool, reads, limits, InstantSource.system()).list(list.build()));
    }
}
