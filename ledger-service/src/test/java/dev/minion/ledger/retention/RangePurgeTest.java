package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.ledger.Counting;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges of the year 2041, looked at from its end: May is a range by itself, and so is June. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class RangePurgeTest extends RetentionTest {

    private static final Instant LATER = Instant.parse("2041-12-31T00:00:00Z");

    @BeforeEach
    void mayAndJune() throws SQLException {
        execute("delete from ledger.revived_tasks");
        execute("delete from ledger.tasks where id >= ledger.first_id('2041-01-01')");
        execute(
                "select ledger.drop_task_range(range) from ledger.task_ranges where range like"
                        + " '2041%'");
        execute("select ledger.add_task_range('2041-05-01Z', '2041-06-01Z')");
        execute("select ledger.add_task_range('2041-06-01Z', '2041-07-01Z')");
    }

    private NewTask.Builder taskOf(String day, String name) {
        Instant created = Instant.parse(day + "T12:00:00Z");
        Ids then = new Ids(() -> created, () -> ThreadLocalRandom.current().nextLong());
        return task(name).setId(Ids.toBytes(then.next()));
    }

    private void endedOn(String day, NewTask.Builder task, int status) throws SQLException {
        execute(
                """
                insert into ledger.task_count_deltas (tasks, was, status, namespace, type)
                select 1, status, %d, namespace, type from ledger.tasks where id = '%s'
                """
                        .formatted(status, text(task)));
        set(
                task,
                "status = %d, due_at = null, completed_at = '%s', updated_at = '%2$s'"
                        .formatted(status, day));
    }

    private boolean mayIsThere() throws SQLException {
        return !query("select to_regclass('ledger.tasks_20410501t0000')").equals("null");
    }

    /** A purge of what ended before the middle of July 2041. */
    private Purge purged(Archive archive) throws SQLException {
        UUID id = ids.next();
        now(jobs.start(id, PurgeKind.PURGE_TASKS, Duration.ofDays(169), false, LATER));
        toTheEnd(purger(archive, Settings.PLAIN, () -> LATER));
        return purge(Ids.toBytes(id));
    }

    private static Archive none() {
        return new Archive(Vertx.vertx(), Optional.empty());
    }

    @Test
    void aRangeThatIsOldAsAWholeIsDroppedAndCounted() throws Exception {
        NewTask.Builder one = taskOf("2041-05-03", "one");
        NewTask.Builder two = taskOf("2041-05-20", "two").setType("demo.other");
        NewTask.Builder june = taskOf("2041-06-03", "june");
        NewTask.Builder lately = taskOf("2041-06-04", "ended in August");
        create(one, two.addDependencies(text(one)), june, lately);
        endedOn("2041-05-04", one, 7);
        endedOn("2041-07-01", two, 11);
        endedOn("2041-06-05", june, 7);
        endedOn("2041-08-05", lately, 7);
        progress(one, 50, 0);

        Purge purge = purged(none());

        assertThat(mayIsThere()).isFalse();
        assertThat(query("select to_regclass('ledger.task_progress_20410501t0000')"))
                .isEqualTo("null");
        assertThat(exists(one) || exists(two) || exists(june)).isFalse();
        assertThat(exists(lately)).isTrue();
        assertThat(
                        query(
                                "select count(*) from ledger.task_dependencies where task_id = '%s'"
                                        .formatted(text(two))))
                .isEqualTo("0");
        assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
        assertThat(purge.getFinished()).isTrue();
        assertThat(purge.getCountsList().stream().mapToLong(count -> count.getTasks()).sum())
                .isEqualTo(3);
        assertThat(purge.getCountsList().stream().mapToLong(count -> count.getProgress()).sum())
                .isEqualTo(1);
    }

    @Test
    void whereOneTaskHasToStayOnlyTheOthersGo() throws Exception {
        NewTask.Builder old = taskOf("2041-05-03", "old");
        NewTask.Builder open = taskOf("2041-05-04", "open");
        create(old, open);
        endedOn("2041-05-04", old, 7);

        Purge purge = purged(none());

        assertThat(mayIsThere()).isTrue();
        assertThat(exists(old)).isFalse();
        assertThat(exists(open)).isTrue();
        assertThat(purge.getFinished()).isTrue();
    }

    @Test
    void whatAnOpenTaskNeedsKeepsTheRange() throws Exception {
        NewTask.Builder needed = taskOf("2041-05-03", "needed");
        NewTask.Builder parent = taskOf("2041-05-03", "parent");
        NewTask.Builder old = taskOf("2041-05-04", "old");
        create(needed, parent, old);
        create(taskOf("2041-10-01", "needs it").addDependencies(text(needed)));
        create(taskOf("2041-10-01", "child").setParentId(parent.getId()));
        endedOn("2041-05-04", needed, 7);
        endedOn("2041-05-04", parent, 7);
        endedOn("2041-05-04", old, 7);

        Purge purge = purged(none());

        assertThat(exists(needed)).isTrue();
        assertThat(exists(parent)).isTrue();
        assertThat(exists(old)).isFalse();
        assertThat(purge.getHeld()).isEqualTo(2);
    }

    @Test
    void aTaskThatWasCalledBackMeanwhileKeepsTheRange() throws Exception {
        NewTask.Builder old = taskOf("2041-05-03", "old");
        create(old);
        endedOn("2041-05-04", old, 7);
        execute("insert into ledger.revived_tasks (task_id) values ('" + text(old) + "')");

        purged(none());

        assertThat(mayIsThere()).as("its tasks go one by one").isTrue();
        assertThat(exists(old)).isFalse();
    }

    @Test
    void whoeverRetriesOrDependsOnATaskOfLongAgoSaysSo() throws Exception {
        NewTask.Builder failed = oldTask("failed");
        NewTask.Builder done = oldTask("done");
        NewTask.Builder young = task("young");
        create(failed, done, young);
        end(failed, 8, 90);
        end(done, 7, 90);

        now(
                ledger.retryTask(
                        RetryTaskRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(failed.getId())
                                .build()));
        create(task("new").addDependencies(text(done)).addDependencies(text(young)));

        assertThat(
                        query(
                                "select string_agg(distinct task_id::text, ' ' order by task_id::text)"
                                        + " from ledger.revived_tasks"))
                .contains(text(failed), text(done))
                .doesNotContain(text(young));
    }

    @Test
    void whereTheRangeCannotBeHadItsTasksGoOneByOne() throws Exception {
        NewTask.Builder old = taskOf("2041-05-03", "old");
        create(old);
        endedOn("2041-05-04", old, 7);

        try (Connection reader = database.getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from ledger.tasks");
            UUID id = ids.next();
            now(jobs.start(id, PurgeKind.PURGE_TASKS, Duration.ofDays(169), false, LATER));
            Purger purger = purger(none(), Settings.PLAIN, () -> LATER);
            int failures = 0;
            for (boolean more = true; more; ) {
                try {
                    more = now(purger.step());
                } catch (AssertionError refused) {
                    failures++;
                }
            }
            assertThat(failures).isBetween(1, 3);
            assertThat(exists(old)).isFalse();
            assertThat(purge(Ids.toBytes(id)).getFinished()).isTrue();
            reader.rollback();
        }
        assertThat(mayIsThere()).isTrue();
        assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
    }

    @Test
    void withAnArchiveEachTaskIsWrittenThereFirst() throws Exception {
        NewTask.Builder old = taskOf("2041-05-03", "old");
        create(old);
        endedOn("2041-05-04", old, 7);

        purged(archive());

        assertThat(exists(old)).isFalse();
        assertThat(files()).hasSize(1);
        assertThat(mayIsThere()).as("dropped later, being empty").isTrue();
    }
}
