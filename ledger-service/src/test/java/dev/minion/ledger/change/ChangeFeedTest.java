package dev.minion.ledger.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.Change;
import dev.minion.contracts.ledger.ChangesPage;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ChangeFeedTest extends ChangesTest {

    @Inject Forgetting forgetting;
    @Inject InstantSource clock;

    @Test
    void aTaskThatCompletedAtOnceIsThreeChanges() {
        String here = here();
        NewTask.Builder task = task("plain");
        create(task);
        tell(completed(task, 1, "1"));

        List<Change> changes = all(here, 100);

        assertThat(steps(changes))
                .containsExactly(
                        "-> ready",
                        "ready -> running 1 worker-1",
                        "running -> completed 1 worker-1");
        assertThat(changes).extracting(ChangesTest::id).containsOnly(text(task));
        assertThat(changes).extracting(Change::getType).containsOnly("demo.echo");
        assertThat(changes).allMatch(change -> change.getTransition().getAtUs() > 0);
    }

    @Test
    void everyChangesPositionIsAPointToGoOnFrom() {
        String here = here();
        NewTask.Builder one = task("one");
        NewTask.Builder two = task("two");
        create(one, two);
        tell(completed(one, 1, "1"), completed(two, 1, "2"));
        List<Change> changes = all(here, 1_000);
        assertThat(changes).hasSize(6);

        for (int i = 0; i < changes.size(); i++) {
            assertThat(all(changes.get(i).getPosition(), 1_000))
                    .isEqualTo(changes.subList(i + 1, changes.size()));
        }
        assertThat(all(here, 1)).isEqualTo(changes);
    }

    @Test
    void failuresReleasesAndRetriesAreToldWithTheirReasons() {
        String here = here();
        NewTask.Builder first = task("first").setRef("first");
        NewTask.Builder next = task("next").addDependencies("first");
        create(true, first, next);
        tell(failed(first, 1, "no", false));
        retry(first);
        retry(next);
        tell(completed(first, 2, "1"));
        tell(completed(next, 1, "1"));

        List<Change> changes = all(here, 3);

        assertThat(steps(of(first, changes)))
                .containsExactly(
                        "-> ready",
                        "ready -> failed 1 worker-1 no",
                        "failed -> ready 2 worker-1",
                        "ready -> running 2 worker-1",
                        "running -> completed 2 worker-1");
        assertThat(of(first, changes).get(1).getTransition().getReason()).isEqualTo("said no");
        assertThat(steps(of(next, changes)))
                .containsExactly(
                        "-> blocked",
                        "blocked -> failed 0  dependency-failed",
                        "failed -> blocked 1",
                        "blocked -> ready 1",
                        "ready -> running 1 worker-1",
                        "running -> completed 1 worker-1");
    }

    @Test
    void nothingIsGivenBeforeWhatMayStillComeEarlier() throws Exception {
        String here = here();
        NewTask.Builder early = task("early");
        NewTask.Builder late = task("late");
        create(early);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "insert into ledger.task_changes (was, status, tasks) values (4, 6, '{%s}')"
                            .formatted(text(early)));
            create(late);

            ChangesPage held = read(reading().setPosition(here));

            assertThat(held.getChangesList())
                    .extracting(ChangesTest::id)
                    .doesNotContain(text(late));
            connection.commit();
        }

        assertThat(all(here, 100))
                .extracting(ChangesTest::id)
                .containsExactly(text(early), text(early), text(late));
    }

    @Test
    void aTransactionThatMovesNoTasksHoldsNothingUp() throws Exception {
        String here = here();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create temporary table slow (n int) on commit drop");
            create(task("meanwhile"));

            assertThat(all(here, 100)).hasSize(1);
            connection.rollback();
        }
    }

    @Test
    void typesAndStatusesAndNamespacesAreFiltered() {
        String here = here();
        NewTask.Builder echo = task("echo");
        NewTask.Builder other = task("other").setType("other");
        create(echo, other);
        cancel(echo);
        cancel(other);

        assertThat(read(reading().setPosition(here).addTypes("other")).getChangesList())
                .hasSize(2)
                .allMatch(change -> change.getType().equals("other"));
        assertThat(
                        read(reading().setPosition(here).addStatuses(TaskStatus.CANCELLED))
                                .getChangesList())
                .hasSize(2);
        assertThat(read(reading().setPosition(here).setNamespace("elsewhere")).getChangesList())
                .isEmpty();
        assertThat(read(reading().setPosition(here).setNamespace("")).getChangesCount())
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void aTimeIsAPointToo() {
        String here = here();
        create(task("before"));
        long hourUs = Duration.ofHours(1).toNanos() / 1_000;
        long nowUs = clock.millis() * 1_000;

        assertThat(read(reading().setAtUs(nowUs)).getChangesList()).hasSize(1);
        assertThat(read(reading().setAtUs(nowUs - hourUs)).getChangesList()).hasSize(1);
        assertThat(read(reading().setAtUs(nowUs + hourUs)).getChangesList()).isEmpty();
        assertThat(all(here, 100)).hasSize(1);
    }

    @Test
    void deletedTasksLeaveTheFeedAndNobodyStumbles() throws Exception {
        String here = here();
        NewTask.Builder gone = task("gone");
        NewTask.Builder kept = task("kept");
        create(gone);
        create(kept);
        execute("delete from ledger.tasks where id = '" + text(gone) + "'");

        assertThat(all(here, 1)).extracting(ChangesTest::id).containsExactly(text(kept));
    }

    @Test
    void whatIsForgottenIsRefusedAndNotSkipped() throws Exception {
        String before = here();
        create(task("old"));
        execute("update ledger.task_changes set at = now() - interval '31 days'");
        String after = here();
        create(task("new"));

        now(forgetting.step());

        assertThat(read(reading().setPosition(before)).getProblem().getCode())
                .isEqualTo("changes-forgotten");
        assertThat(all(after, 100)).hasSize(1);
        assertThat(read(reading()).getChangesList()).hasSize(1);
        assertThat(
                        query(
                                "select count(*) from ledger.task_changes where at < now() - interval '30 days'"))
                .isEqualTo("0");
    }

    @Test
    void positionsOfAnotherLedgerAreRefused() {
        assertThat(read(reading().setPosition("7-1-0")).getProblem().getCode())
                .isEqualTo("changes-forgotten");
        assertThat(read(reading().setPosition("nonsense")).getProblem().getCode())
                .isEqualTo("bad-cursor");
    }

    private void cancel(NewTask.Builder task) {
        var _ =
                now(
                        ledger.cancelTask(
                                CancelTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build()));
    }

    private void retry(NewTask.Builder task) {
        var result =
                now(
                        ledger.retryTask(
                                RetryTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build()));
        assertThat(result.hasTask()).as(result.toString()).isTrue();
    }

    private static List<Change> of(NewTask.Builder task, List<Change> changes) {
        List<Change> own = new ArrayList<>(changes);
        own.removeIf(change -> !id(change).equals(text(task)));
        return own;
    }

    private static List<String> steps(List<Change> changes) {
        return changes.stream().map(change -> step(change.getTransition())).toList();
    }
}
