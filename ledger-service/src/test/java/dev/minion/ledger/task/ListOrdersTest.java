package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Servers;
import dev.minion.ledger.index.ListIndexes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Lists whose filter has an index of its own in each order, or that are bounded by one time and
 * sorted by the other, against what Postgres finds without any of that.
 */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class ListOrdersTest extends MadeUpTasks {

    private static final int TASKS = 15_000;
    private static final ListLimits ORDINARY = ListLimits.ORDINARY;

    /** So that few are sorted and looked at: not all that changed late at the time of the bound. */
    private static final ListLimits FEW = new ListLimits(1_000, SOON);

    private static final Map<String, String> ORDER =
            Map.of(
                    "created_at", "id",
                    "-created_at", "id desc",
                    "updated_at", "updated_at, id",
                    "-updated_at", "updated_at desc, id desc",
                    "priority", "priority, id",
                    "-priority", "priority desc, id desc");

    @Inject Pool pool;
    @Inject TaskReads reads;

    @AfterEach
    void removeThem() throws SQLException {
        remove();
    }

    @Test
    void eachListHasAllOfItsTasksInItsOrder() throws SQLException {
        var _ = makeUp(TASKS);
        long now = InstantSource.system().millis();
        long early = now - Duration.ofDays(6).toMillis();
        long late = now - Duration.ofHours(20).toMillis();
        changeLate(early);
        makeReady();
        for (Map.Entry<String, ListTasksRequest.Builder> list : lists(early, late).entrySet()) {
            for (String sort : DocumentedLists.SORTS) {
                List<String> wanted = wanted(list.getKey(), sort);
                ListTasksRequest.Builder request = list.getValue().setSort(sort);
                assertThat(wanted).as(list.getKey()).isNotEmpty();
                assertThat(all(request, ORDINARY))
                        .as("%s by %s", list.getKey(), sort)
                        .isEqualTo(wanted);
                assertThat(all(request, FEW))
                        .as("%s by %s, looking at few", list.getKey(), sort)
                        .isEqualTo(wanted);
            }
        }
    }

    /** Some that were created before a time, and more than a page sorts at once. */
    private void changeLate(long millis) throws SQLException {
        execute(
                "update ledger.tasks set updated_at = now() - interval '1 hour' * (1 + abs(hashtext(name) % 40))"
                        + " where id < '"
                        + CreationTime.floor(millis)
                        + "' and hashtext(id::text) % 5 = 0 and type like 'work.kind-%'");
    }

    private void makeReady() throws SQLException {
        execute(
                "update ledger.tasks set status = 4 where hashtext(id::text) % 50 = 1"
                        + " and type like 'work.kind-%'");
    }

    /** By the condition that Postgres is asked for. */
    private static Map<String, ListTasksRequest.Builder> lists(long early, long late) {
        Map<String, ListTasksRequest.Builder> lists = new LinkedHashMap<>();
        statuses(lists, TaskStatus.READY);
        lists.put(
                "status = 4 and created_at < " + column(early),
                list().addStatuses(TaskStatus.READY).setCreatedBeforeUs(early * 1_000));
        lists.put(
                "status = 4 and updated_at > " + column(late),
                list().addStatuses(TaskStatus.READY).setUpdatedAfterUs(late * 1_000));
        statuses(lists, TaskStatus.FAILED);
        statuses(lists, TaskStatus.FAILED, TaskStatus.DEAD, TaskStatus.RUNNING);
        lists.put(
                "status = 8 and type = 'work.kind-0'",
                list().addStatuses(TaskStatus.FAILED).setType("work.kind-0"));
        lists.put("created_at < " + column(early), list().setCreatedBeforeUs(early * 1_000));
        lists.put("updated_at > " + column(late), list().setUpdatedAfterUs(late * 1_000));
        lists.put("created_at > " + column(late), list().setCreatedAfterUs(late * 1_000));
        lists.put("updated_at < " + column(early), list().setUpdatedBeforeUs(early * 1_000));
        lists.put(
                "created_at < %s and updated_at > %s".formatted(column(early), column(late)),
                list().setCreatedBeforeUs(early * 1_000).setUpdatedAfterUs(late * 1_000));
        lists.put(
                "status = 8 and created_at < " + column(early),
                list().addStatuses(TaskStatus.FAILED).setCreatedBeforeUs(early * 1_000));
        return lists;
    }

    private static void statuses(
            Map<String, ListTasksRequest.Builder> lists, TaskStatus... statuses) {
        String numbers =
                Set.of(statuses).stream()
                        .map(status -> Integer.toString(status.getNumber()))
                        .collect(Collectors.joining(", "));
        lists.put("status in (" + numbers + ")", list().addAllStatuses(List.of(statuses)));
    }

    private static String column(long millis) {
        return "to_timestamp(" + millis + " / 1000.0)";
    }

    private List<String> wanted(String condition, String sort) throws SQLException {
        String ids =
                query(
                        "select string_agg(id::text, ' ' order by "
                                + ORDER.get(sort)
                                + ") from ledger.tasks where namespace = 'default' and "
                                + condition);
        return ids.equals("null") ? List.of() : List.of(ids.split(" "));
    }

    /** The ids of all pages. */
    private List<String> all(ListTasksRequest.Builder list, ListLimits limits) {
        TaskLists lists =
                new TaskLists(pool, reads, limits, InstantSource.system(), () -> ListIndexes.NONE);
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            ListTasksResponse page = done(lists.list(list.clone().setCursor(cursor).build()));
            page.getTasksList().forEach(task -> ids.add(Ids.fromBytes(task.getId()).toString()));
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        return ids;
    }

    private static ListTasksRequest.Builder list() {
        return ListTasksRequest.newBuilder().setNamespace("default").setLimit(400);
    }
}
