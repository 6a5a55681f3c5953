package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.DeadLetterGroup;
import dev.minion.contracts.ledger.DeadLetterGroups;
import dev.minion.contracts.ledger.DeadLetters;
import dev.minion.contracts.ledger.DiscardDeadLetterRequest;
import dev.minion.contracts.ledger.EditDeadLetterRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.GroupDeadLettersRequest;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReplayDeadLetterRequest;
import dev.minion.contracts.ledger.ReplayResult;
import dev.minion.contracts.ledger.RetryTaskRequest;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.ledger.Transition;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class DeadTasksTest extends LedgerTest {

    @GrpcClient("ledger")
    DeadLetters letters;

    @GrpcClient("ledger")
    TaskHistory history;

    private NewTask.Builder dead(String name, String message) {
        NewTask.Builder task =
                task(name)
                        .setRetry(
                                RetryPolicy.newBuilder()
                                        .setMaxAttempts(2)
                                        .setBackoff(1)
                                        .setMaxDelayMs(1));
        create(task);
        report(died(task, 1, message), died(task, 2, message));
        awaitStatus(task, TaskStatus.DEAD);
        return task;
    }

    private static TaskEvent died(NewTask.Builder task, int attempt, String message) {
        return event(task.getId(), attempt)
                .setFailed(
                        Failed.newBuilder()
                                .setError(
                                        TaskError.newBuilder()
                                                .setCode("broken")
                                                .setMessage(message)
                                                .setRetryable(true)))
                .build();
    }

    private ReplayDeadLetterRequest.Builder replay(NewTask.Builder task) {
        return ReplayDeadLetterRequest.newBuilder().setNamespace(namespace).setId(task.getId());
    }

    private ReplayResult replay(ReplayDeadLetterRequest.Builder request) {
        return now(letters.replayDeadLetter(request.build()));
    }

    private TaskResult discard(NewTask.Builder task) {
        return now(
                letters.discardDeadLetter(
                        DiscardDeadLetterRequest.newBuilder()
                                .setNamespace(namespace)
                                .setId(task.getId())
                                .setReason("nobody needs it")
                                .build()));
    }

    private List<ByteString> listed() {
        ListTasksRequest list =
                ListTasksRequest.newBuilder().setNamespace(namespace).setDeadLetters(true).build();
        return now(ledger.listTasks(list)).getTasksList().stream().map(Task::getId).toList();
    }

    private List<Transition> timeline(NewTask.Builder task) {
        GetTimelineRequest request =
                GetTimelineRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        return now(history.getTimeline(request)).getTransitionsList();
    }

    @Test
    void aReplayRunsAgainWithAFreshBudgetAndTheSameOneDoesNothingMore() {
        NewTask.Builder task = dead("replayed", "no");

        ReplayResult first = replay(replay(task).setAttempt(2).setIdempotencyKey("a"));
        ReplayResult again = replay(replay(task).setAttempt(2).setIdempotencyKey("a"));
        ReplayResult other = replay(replay(task).setAttempt(9).setIdempotencyKey("a"));

        assertThat(first.getReplayed()).isFalse();
        assertThat(first.getResult().getTask().getStatus()).isEqualTo(TaskStatus.READY);
        assertThat(first.getResult().getTask().getFailures()).isZero();
        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getResult().getTask().getFence().getAttempt()).isEqualTo(3);
        assertThat(other.getResult().getProblem().getCode()).isEqualTo("idempotency-conflict");
        assertThat(get(task).getFence().getAttempt()).isEqualTo(3);
    }

    @Test
    void manyWhoSendTheSameReplayAtOnceReplayItOnce() {
        NewTask.Builder task = dead("replayed", "no");

        List<CompletableFuture<ReplayResult>> all =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        letters.replayDeadLetter(
                                                        replay(task).setIdempotencyKey("k").build())
                                                .subscribeAsCompletionStage())
                        .toList();

        assertThat(all)
                .allSatisfy(
                        each -> {
                            assertThat(each).succeedsWithin(SOON);
                            assertThat(each.resultNow().getResult().hasTask()).isTrue();
                        });
        assertThat(all.stream().filter(each -> !each.resultNow().getReplayed())).hasSize(1);
        assertThat(get(task).getFence().getAttempt()).isEqualTo(3);
    }

    @Test
    void whatIsNotDeadIsNeitherReplayedNorEditedNorDiscarded() {
        NewTask.Builder task = task("ready");
        create(task);
        Task before = get(task);

        assertThat(replay(replay(task)).getResult().getProblem().getCode()).isEqualTo("not-dead");
        assertThat(discard(task).getProblem().getCode()).isEqualTo("not-dead");
        assertThat(edit(edit(task).setPriority(9)).getProblem().getCode()).isEqualTo("not-dead");
        assertThat(
                        replay(replay(task).setNamespace("elsewhere"))
                                .getResult()
                                .getProblem()
                                .getCode())
                .isEqualTo("task-not-found");
        assertThat(get(task)).isEqualTo(before);
    }

    @Test
    void aReplayThatNamesAnotherAttemptIsFenced() {
        NewTask.Builder task = dead("fenced", "no");

        assertThat(replay(replay(task).setAttempt(1)).getResult().getProblem().getCode())
                .isEqualTo("fenced");

        assertThat(status(task)).isEqualTo(TaskStatus.DEAD);
    }

    @Test
    void whatIsDiscardedStaysAsItIsAndIsNoDeadLetterUntilItDiesAgain() {
        NewTask.Builder task = dead("discarded", "no");
        assertThat(listed()).containsExactly(task.getId());

        Task discarded = discard(task).getTask();

        assertThat(discarded.getDiscarded()).isTrue();
        assertThat(discarded.getStatus()).isEqualTo(TaskStatus.DEAD);
        assertThat(listed()).isEmpty();
        assertThat(discard(task).getProblem().getCode()).isEqualTo("not-dead");
        assertThat(replay(replay(task)).getResult().getProblem().getCode()).isEqualTo("not-dead");
        Transition last = timeline(task).getLast();
        assertThat(last.getCode()).isEqualTo("discarded");
        assertThat(last.getReason()).isEqualTo("nobody needs it");

        RetryTaskRequest retry =
                RetryTaskRequest.newBuilder().setNamespace(namespace).setId(task.getId()).build();
        now(ledger.retryTask(retry));
        report(died(task, 3, "no"), died(task, 4, "no"));
        awaitStatus(task, TaskStatus.DEAD);
        assertThat(listed()).containsExactly(task.getId());
    }

    private EditDeadLetterRequest.Builder edit(NewTask.Builder task) {
        return EditDeadLetterRequest.newBuilder().setNamespace(namespace).setId(task.getId());
    }

    private TaskResult edit(EditDeadLetterRequest.Builder request) {
        return now(letters.editDeadLetter(request.build()));
    }

    @Test
    void aDeadLetterIsEditedBeforeItIsReplayedAndItsTimelineTells() {
        NewTask.Builder task = dead("edited", "no");
        long version = get(task).getVersion();

        Task edited =
                edit(edit(task)
                                .setInput(ByteString.copyFromUtf8("[2]"))
                                .setPriority(9)
                                .setRetry(
                                        RetryPolicy.newBuilder()
                                                .setMaxAttempts(7)
                                                .setBackoff(1)
                                                .setMaxDelayMs(1))
                                .setIfVersion(version))
                        .getTask();

        assertThat(edited.getInput().toStringUtf8()).isEqualTo("[2]");
        assertThat(edited.getPriority()).isEqualTo(9);
        assertThat(edited.getRetry().getMaxAttempts()).isEqualTo(7);
        assertThat(edited.getStatus()).isEqualTo(TaskStatus.DEAD);
        assertThat(edited.getVersion()).isEqualTo(version + 1);
        assertThat(timeline(task).getLast().getReason())
                .isEqualTo("input, priority 9, retry policy");
        assertThat(edit(edit(task).setPriority(1).setIfVersion(version)).getProblem().getCode())
                .isEqualTo("version-mismatch");
        assertThat(replay(replay(task)).getResult().getTask().getInput().toStringUtf8())
                .isEqualTo("[2]");
    }

    @Test
    void deadLettersAreGroupedByWhatTheirMessagesHaveInCommon() {
        dead("a", "user 'ada' has 3 of 7.5 (01890000-0000-7000-8000-000000000001)");
        dead("b", "user 'bob' has 12 of 9 (01890000-0000-7000-8000-00000000abcd)");
        NewTask.Builder newest =
                dead("c", "user 'eve' has 1 of 0 (01890000-0000-7000-8000-ffff00000001)");
        dead("d", "commit 9f86d081884c7d65 is gone");
        NewTask.Builder gone = dead("e", "something else");
        discard(gone);

        DeadLetterGroups groups =
                now(
                        letters.groupDeadLetters(
                                GroupDeadLettersRequest.newBuilder()
                                        .setFilter(
                                                ListTasksRequest.newBuilder()
                                                        .setNamespace(namespace))
                                        .build()));

        assertThat(groups.getGroupsList())
                .extracting(DeadLetterGroup::getCause)
                .containsExactly("user <text> has <n> of <n> (<id>)", "commit <hex> is gone");
        DeadLetterGroup first = groups.getGroups(0);
        assertThat(first.getTasks()).isEqualTo(3);
        assertThat(first.getCode()).isEqualTo("broken");
        assertThat(first.getType()).isEqualTo("demo.echo");
        assertThat(first.getSample(0)).isEqualTo(newest.getId());
        assertThat(first.getMessage()).startsWith("user 'eve'");
        assertThat(first.getFirstUs()).isLessThan(first.getLastUs());
        assertThat(groups.getComplete()).isTrue();
        assertThat(groups.getLookedAt()).isEqualTo(4);
    }

    @Test
    void fewerGroupsThanThereAreAreNotAllOfThem() {
        dead("a", "one");
        dead("b", "two");

        DeadLetterGroups groups =
                now(
                        letters.groupDeadLetters(
                                GroupDeadLettersRequest.newBuilder()
                                        .setFilter(
                                                ListTasksRequest.newBuilder()
                                                        .setNamespace(namespace))
                                        .setLimit(1)
                                        .build()));

        assertThat(groups.getGroupsList()).hasSize(1);
        assertThat(groups.getComplete()).isFalse();
    }
}
