package dev.minion.ledger.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks and what is asked of them. */
abstract class TaskContract extends LedgerUser {

    @Test
    void aTaskThatWasAcceptedIsThereAsItWasGiven() {
        NewTask.Builder task =
                task("whole")
                        .setDescription("all of it")
                        .setPriority(8)
                        .setMetadata(json("{\"team\":\"a\"}"))
                        .setCreatedBy("me")
                        .setSessionId("s-1");
        CreatedTask created = create(task).getFirst();

        Task found = known(task);

        assertThat(created.getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(found.getName()).isEqualTo("whole");
        assertThat(found.getDescription()).isEqualTo("all of it");
        assertThat(found.getPriority()).isEqualTo(8);
        assertThat(found.getInput()).isEqualTo(task.getInput());
        assertThat(found.getMetadata()).isEqualTo(task.getMetadata());
        assertThat(found.getCreatedBy()).isEqualTo("me");
        assertThat(found.getSessionId()).isEqualTo("s-1");
        assertThat(found.getFence()).isEqualTo(FIRST);
        assertThat(found.getCreatedAtUs()).isEqualTo(created.getCreatedAtUs());
    }

    @Test
    void theSameCallAgainCreatesNothing() {
        NewTask.Builder task = task("twice");
        create(task);
        Task first = known(task);

        assertThat(create(task).getFirst().hasProblem()).isFalse();

        assertThat(get(task)).isEqualTo(first);
        assertThat(list(ListTasksRequest.newBuilder())).hasSize(1);
    }

    @Test
    void aKeyMeansOneTask() {
        NewTask.Builder task = keyed("first", "payload");
        NewTask.Builder repeated = keyed("second", "payload");
        create(task);

        CreatedTask again = create(repeated).getFirst();

        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getId()).isEqualTo(task.getId());
        assertThat(getAll(repeated)).isEmpty();
    }

    @Test
    void aKeyWithAnotherPayloadIsAConflict() {
        create(keyed("first", "payload"));

        assertThat(create(keyed("second", "another")).getFirst().getProblem().getCode())
                .isEqualTo("idempotency-conflict");
    }

    private NewTask.Builder keyed(String name, String payload) {
        return task(name)
                .setIdempotencyKey("key")
                .setPayloadHash(ByteString.copyFromUtf8(payload))
                .setIdempotencyTtlMs(60_000);
    }

    @Test
    void ofAnAtomicSubmissionAllAreTakenOrNone() {
        NewTask.Builder sound = task("sound");
        NewTask.Builder broken = task("broken").addDependencies("nobody");

        List<CreatedTask> refused = create(true, sound, broken);

        assertThat(refused).allMatch(CreatedTask::hasProblem);
        assertThat(getAll(sound, broken)).isEmpty();
    }

    @Test
    void tasksComeInTheOrderAskedForAndThoseThatAreNotThereAreLeftOut() {
        NewTask.Builder one = task("one");
        NewTask.Builder two = task("two");
        create(one, two);
        known(two);

        assertThat(getAll(two, task("never"), one))
                .extracting(Task::getName)
                .containsExactly("two", "one");
    }

    @Test
    void noNamespaceSeesAnothersTasks() {
        NewTask.Builder task = task("mine");
        create(task);
        known(task);

        assertThat(
                        now(ledger.getTasks(
                                        GetTasksRequest.newBuilder()
                                                .setNamespace("elsewhere")
                                                .addIds(task.getId())
                                                .build()))
                                .getTasksList())
                .isEmpty();
    }

    @Test
    void whoWantsItAsTheDatabaseHasItGetsItSo() throws Exception {
        NewTask.Builder task = task("silent");
        create(task);
        Task before = known(task);
        execute(
                "update ledger.tasks set version = version + 1, description = 'by hand' where id = '%s'"
                        .formatted(text(task)));

        Task seen = notOlderThan(task, before.getVersion() + 1);
        Task newest = notOlderThan(task, TaskVersion.NEWEST);

        assertThat(seen.getDescription()).isEqualTo("by hand");
        assertThat(newest).isEqualTo(seen);
    }

    Task notOlderThan(NewTask.Builder task, long version) {
        return now(ledger.getTasks(
                        GetTasksRequest.newBuilder()
                                .setNamespace(namespace)
                                .addIds(task.getId())
                                .addNotOlderThan(version)
                                .build()))
                .getTasks(0);
    }

    @Test
    void listsFilterSortAndTurnPages() {
        create(
                task("a").setPriority(1),
                task("b").setPriority(9),
                task("c").setType("demo.other").setPriority(5));

        ListTasksResponse first =
                now(
                        ledger.listTasks(
                                ListTasksRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setSort("-priority")
                                        .setLimit(2)
                                        .setCount(true)
                                        .build()));

        assertThat(first.getTasksList()).extracting(Task::getName).containsExactly("b", "c");
        assertThat(first.getTotal()).isEqualTo(3);
        assertThat(
                        list(
                                ListTasksRequest.newBuilder()
                                        .setSort("-priority")
                                        .setLimit(2)
                                        .setCursor(first.getNextCursor())))
                .extracting(Task::getName)
                .containsExactly("a");
        assertThat(list(ListTasksRequest.newBuilder().setType("demo.other")))
                .extracting(Task::getName)
                .containsExactly("c");
    }

    @Test
    void aPatchIsSeenByTheNextReading() {
        NewTask.Builder task = task("plain");
        create(task);
        Task before = known(task);

        Task patched =
                patch(
                                task,
                                PatchTaskRequest.newBuilder()
                                        .setPriority(9)
                                        .setDescription("new")
                                        .setMetadata(json("{\"a\":1}")))
                        .getTask();

        assertThat(get(task)).isEqualTo(patched);
        assertThat(patched.getVersion()).isGreaterThan(before.getVersion());
        assertThat(patched.getPriority()).isEqualTo(9);
    }

    @Test
    void aPatchOfAnotherVersionIsRefusedAndChangesNothing() {
        NewTask.Builder task = task("plain");
        create(task);
        Task before = known(task);

        assertThat(
                        refusal(
                                patch(
                                        task,
                                        PatchTaskRequest.newBuilder()
                                                .setPriority(9)
                                                .setIfVersion(before.getVersion() + 1))))
                .isEqualTo("version-mismatch");
        assertThat(get(task)).isEqualTo(before);
    }

    @Test
    void everyChangeHasALaterVersion() {
        NewTask.Builder task = flaky("versions", 3);
        create(task);
        long created = known(task).getVersion();
        long patched =
                patch(task, PatchTaskRequest.newBuilder().setPriority(2)).getTask().getVersion();
        long failed = fail(task, false).getTask().getVersion();
        long retried = retry(task).getTask().getVersion();
        long cancelled = cancel(task).getTask().getVersion();

        assertThat(List.of(created, patched, failed, retried, cancelled))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(get(task).getVersion()).isEqualTo(cancelled);
    }

    @Test
    void aCancelledTaskIsSeenAsCancelled() {
        NewTask.Builder task = task("stop");
        create(task);
        known(task);

        Task cancelled = cancel(task).getTask();

        assertThat(get(task)).isEqualTo(cancelled);
        assertThat(cancelled.getStatus()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(refusal(cancel(task))).isEqualTo("illegal-transition");
    }

    @Test
    void aCompletedTaskIsSeenWithItsOutput() {
        NewTask.Builder task = task("by hand");
        create(task);
        known(task);

        Task completed = complete(task, FIRST, "{\"x\":1}").getTask();

        assertThat(get(task)).isEqualTo(completed);
        assertThat(completed.getOutput()).isEqualTo(json("{\"x\":1}"));
        assertThat(refusal(retry(task))).isEqualTo("illegal-transition");
    }

    @Test
    void aFenceThatIsNotTheTasksIsRefused() {
        NewTask.Builder task = task("fenced");
        create(task);
        Task before = known(task);

        assertThat(refusal(complete(task, fence(9), "1"))).isEqualTo("fenced");
        assertThat(get(task)).isEqualTo(before);
    }

    @Test
    void aFailureWithoutARetryEndsTheTask() {
        NewTask.Builder task = task("fails");
        create(task);
        known(task);

        Task failed = fail(task, false).getTask();

        assertThat(get(task)).isEqualTo(failed);
        assertThat(failed.getStatus()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.getError().getCode()).isEqualTo("by-hand");
    }

    @Test
    void aRetriedTaskIsReadyWithTheNextFence() {
        NewTask.Builder task = task("again");
        create(task);
        fail(task, false);
        known(task);

        Task retried = retry(task).getTask();

        assertThat(get(task)).isEqualTo(retried);
        assertThat(retried.getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(retried.getFence()).isEqualTo(fence(2));
        assertThat(refusal(complete(task, FIRST, "1"))).isEqualTo("fenced");
    }

    @Test
    void aDeletedTaskIsGone() {
        NewTask.Builder task = task("gone");
        create(task);
        assertThat(delete(task)).isEqualTo("illegal-transition");
        cancel(task);
        known(task);

        assertThat(delete(task)).isEmpty();

        assertThat(getAll(task)).isEmpty();
        assertThat(list(ListTasksRequest.newBuilder())).isEmpty();
        assertThat(delete(task)).isEqualTo("task-not-found");
    }

    @Test
    void whatIsNotThereIsToldSo() {
        NewTask.Builder nobody = task("nobody");

        assertThat(refusal(cancel(nobody))).isEqualTo("task-not-found");
        assertThat(refusal(retry(nobody))).isEqualTo("task-not-found");
        assertThat(refusal(fail(nobody, true))).isEqualTo("task-not-found");
        assertThat(refusal(complete(nobody, FIRST, "1"))).isEqualTo("task-not-found");
        assertThat(refusal(patch(nobody, PatchTaskRequest.newBuilder().setPriority(1))))
                .isEqualTo("task-not-found");
        assertThat(progress(nobody, 1)).isEqualTo("task-not-found");
    }
}
