package dev.minion.ledger.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PauseTaskRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.Counting;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class MigrationTest extends LedgerTest {

    @Inject Migrations migrations;

    @Test
    void aFilledDatabaseGoesDownToNothingAndUpAgain() throws Exception {
        NewTask.Builder task = task("filled");
        create(task, task("dependant").addDependencies(text(task)));

        migrations.down(Integer.parseInt(applied()));
        String tables =
                query(
                        "select count(*) from information_schema.tables where table_schema ="
                                + " 'ledger' and table_name not like 'databasechangelog%'"
                                + " and table_name <> 'migration_history'");
        migrations.up();

        assertThat(tables).isEqualTo("0");
        NewTask.Builder again = task("after");
        assertThat(create(again).getFirst().getStatus()).isEqualTo(TaskStatus.READY);
    }

    @Test
    void aFilledTableIsCountedOnTheWayUp() throws Exception {
        create(task("one"), task("two").setType("other"), task("three"));
        migrations.down(changesFrom("14-counts"));
        assertThat(query("select to_regclass('ledger.task_counts')")).isEqualTo("null");

        migrations.up();

        assertThat(query(Counting.WRONG.formatted(namespace))).isEmpty();
        assertThat(
                        query(
                                "select sum(tasks) from ledger.task_counts where status = 4 and"
                                        + " namespace = '%s'".formatted(namespace)))
                .isEqualTo("3");
    }

    @Test
    void whatIsPausedByHandIsStillPausedOnTheWayDownAndItsJobsAreForgotten() throws Exception {
        NewTask.Builder task = task("held").setRunAfterUs(4_000_000_000_000_000L);
        create(task);
        PauseTaskRequest pause =
                PauseTaskRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        assertThat(now(ledger.pauseTask(pause)).getTask().getHeld()).isTrue();
        execute(
                """
                insert into ledger.bulk_jobs (id, action, namespace, rate, dry_run, request, filter,
                  finished_at) values (gen_random_uuid(), 7, '%s', 1, false, '', '', now())
                """
                        .formatted(namespace));

        migrations.down(changesFrom("41-bulk-pause"));
        String jobs = query("select count(*) from ledger.bulk_jobs where action = 7");
        migrations.up();

        assertThat(jobs).isEqualTo("0");
        assertThat(get(task).getPaused()).isTrue();
        assertThat(get(task).getHeld()).isFalse();
    }

    @Test
    void severalReplicasMayMigrateAtOnceAndALockLeftByTheDeadIsTakenBack() throws Exception {
        lockLeftByTheDead();
        execute("comment on schema ledger is null");
        Callable<Boolean> up =
                () -> {
                    migrations.up();
                    return true;
                };

        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (Future<Boolean> replica : replicas.invokeAll(List.of(up, up))) {
                assertThat(replica.get()).isTrue();
            }
        }

        assertThat(locked()).isEqualTo("f");
    }

    @Test
    void liquibaseIsAskedOnlyWhereTheSchemaIsNotMarkedAsComplete() throws Exception {
        migrations.up();
        String changes = applied();
        lockLeftByTheDead();

        migrations.up();
        assertThat(locked()).as("marked: nobody has looked").isEqualTo("t");

        execute("delete from ledger.databasechangelog where id = '31-waiting-parents'");
        execute("drop table ledger.waiting_parents");
        migrations.up();
        assertThat(locked()).as("marked, but a change is missing").isEqualTo("f");
        assertThat(applied()).isEqualTo(changes);

        migrations.down(1);
        assertThat(query("select obj_description('ledger'::regnamespace)")).isEqualTo("null");
        migrations.up();
    }

    /** How many there are from that one on. */
    private int changesFrom(String change) throws Exception {
        return Integer.parseInt(
                query(
                        """
                        select count(*) from ledger.databasechangelog where orderexecuted >=
                          (select orderexecuted from ledger.databasechangelog where id = '%s')
                        """
                                .formatted(change)));
    }

    private void lockLeftByTheDead() throws Exception {
        execute(
                "update ledger.databasechangeloglock set locked = true, lockgranted = now(),"
                        + " lockedby = 'the dead'");
    }

    private String applied() throws Exception {
        return query("select count(*) from ledger.databasechangelog");
    }

    private String locked() throws Exception {
        return query("select locked from ledger.databasechangeloglock");
    }
}
