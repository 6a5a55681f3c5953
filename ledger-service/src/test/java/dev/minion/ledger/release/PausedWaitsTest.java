package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queue timeouts while something is paused. Times are moved, and nobody waits. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class PausedWaitsTest extends LedgerTest {

    private static final int QUEUE_SECONDS = 60;

    @Inject DueTasks dueTasks;

    @AfterEach
    void endAll() throws Exception {
        execute("delete from ledger.pauses");
    }

    private NewTask.Builder waiting(String name) {
        return task(name)
                .setType("type-" + namespace)
                .setTimeouts(
                        Timeouts.newBuilder().setQueueMs(QUEUE_SECONDS * 1_000).setRunMs(1_000));
    }

    private NewTask.Builder ofKey(String key) {
        NewTask.Builder task = waiting(key);
        task.getDemandsBuilder().setFlow(Flow.newBuilder().setKey(key));
        return task;
    }

    /** Since then it is ready. */
    private void readySince(int secondsAgo, NewTask.Builder... tasks) throws Exception {
        for (NewTask.Builder task : tasks) {
            execute(
                    """
                    update ledger.tasks set updated_at = now() - interval '%1$d s',
                      due_at = now() - interval '%1$d s' + queue_ms * interval '1 ms' where id = '%2$s'
                    """
                            .formatted(secondsAgo, text(task)));
        }
    }

    /** Where it has ended, no more than so many seconds ago; else it is in force. */
    private void paused(int scope, String type, String key, int beganAgo, int endedAgo)
            throws Exception {
        execute(
                """
                insert into ledger.pauses (id, scope, namespace, type, key, began_at, ended_at, reason,
                  created_by)
                values ('%s', %d, '%s', '%s', '%s', now() - interval '%d s', %s, '', '')
                """
                        .formatted(
                                UUID.randomUUID(),
                                scope,
                                scope == 2 || scope == 4 ? namespace : "",
                                type,
                                key,
                                beganAgo,
                                endedAgo == 0 ? "null" : "now() - interval '" + endedAgo + " s'"));
    }

    private void typePaused(int beganAgo, int endedAgo) throws Exception {
        paused(3, "type-" + namespace, "", beganAgo, endedAgo);
    }

    private void step() {
        assertThat(dueTasks.step().toCompletionStage().toCompletableFuture()).succeedsWithin(SOON);
    }

    /** Seconds until the timer looks at it again, which it may be doing just now. */
    private double nextLook(NewTask.Builder task) throws SQLException {
        await().atMost(SOON).until(() -> dueIn(task) > 1);
        return dueIn(task);
    }

    private double dueIn(NewTask.Builder task) throws SQLException {
        return Double.parseDouble(
                query(
                        "select extract(epoch from due_at - now()) from ledger.tasks where id = '%s'"
                                .formatted(text(task))));
    }

    @Test
    void aTaskThatAPauseCoversDoesNotTimeOut() throws Exception {
        NewTask.Builder task = waiting("covered");
        create(task);
        long version = get(task).getVersion();
        typePaused(50, 0);

        readySince(61, task);
        step();

        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(nextLook(task)).isBetween(45.0, 51.0);
        assertThat(get(task).getVersion()).isEqualTo(version);
    }

    @Test
    void afterThePauseATaskHasWhatWasLeftAndThenTimesOut() throws Exception {
        NewTask.Builder task = waiting("ended");
        create(task);
        typePaused(50, 5);

        readySince(61, task);
        step();
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(nextLook(task)).isBetween(40.0, 44.5);

        execute("update ledger.pauses set began_at = began_at - interval '45 s'");
        execute("update ledger.pauses set ended_at = ended_at - interval '45 s'");
        readySince(106, task);
        step();
        awaitStatus(task, TaskStatus.TIMED_OUT);
        assertThat(get(task).getError().getCode()).isEqualTo("queue-timeout");
    }

    @Test
    void aTaskThatWasPutOffBeforeIsMeasuredFromWhenItBecameReady() throws Exception {
        NewTask.Builder task = waiting("put off");
        create(task);
        typePaused(200, 20);
        execute(
                """
                update ledger.tasks set updated_at = now() - interval '215 s', due_at = now()
                where id = '%s'
                """
                        .formatted(text(task)));

        step();

        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(nextLook(task)).as("15 before it, 20 after it").isBetween(20.0, 25.5);
    }

    @Test
    void pausesThatLieOverEachOtherCountOnce() throws Exception {
        NewTask.Builder task = waiting("twice");
        create(task);
        typePaused(60, 40);
        paused(2, "", "", 50, 30);

        readySince(80, task);
        step();

        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(nextLook(task)).as("30 of 80 were paused").isBetween(5.0, 10.5);
        readySince(95, task);
        step();
        awaitStatus(task, TaskStatus.TIMED_OUT);
    }

    @Test
    void onlyWhatAPauseIsOfIsKept() throws Exception {
        NewTask.Builder same = ofKey("k");
        NewTask.Builder other = ofKey("other");
        NewTask.Builder without = waiting("without a key");
        create(same, other, without);
        paused(4, "", "k", 100, 0);
        paused(3, "another.type", "", 100, 0);

        readySince(61, same, other, without);
        step();

        assertThat(nextLook(same)).isPositive();
        assertThat(status(same)).isEqualTo(TaskStatus.READY);
        awaitStatus(other, TaskStatus.TIMED_OUT);
        awaitStatus(without, TaskStatus.TIMED_OUT);
    }

    @Test
    void whileEverythingIsPausedNothingTimesOutAndWhatIsScheduledBecomesReady() throws Exception {
        NewTask.Builder task = waiting("all");
        NewTask.Builder later = waiting("later").setRunAfterUs(4_000_000_000_000_000L);
        create(task, later);
        paused(1, "", "", 1_000, 0);

        readySince(500, task);
        execute(
                "update ledger.tasks set run_after = now(), due_at = now() where id = '%s'"
                        .formatted(text(later)));
        step();

        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(nextLook(task)).isBetween(55.0, 60.5);
        awaitStatus(later, TaskStatus.READY);
    }
}
