package dev.minion.worker.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Topics;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.records.Drain;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.records.TaskEvent.EventCase;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Received;
import dev.minion.messaging.memory.InMemoryMessaging;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.run.Assignments;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptRegister;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CommandInboxTest {

    private final AttemptRegister register = new AttemptRegister(3);
    private final List<Attempt> started = new ArrayList<>();
    private final List<Attempt> startedHere = new ArrayList<>();
    private final List<Attempt> reported = new ArrayList<>();
    private final List<String> claimedFrom = new ArrayList<>();
    private final DrainState drain = new DrainState();
    private final InMemoryMessaging messaging = new InMemoryMessaging(6);
    private CompletionStage<List<Boolean>> claimAnswer =
            CompletableFuture.completedFuture(List.of(true, true, true));

    private final CommandInbox inbox =
            new CommandInbox(
                    "me",
                    register,
                    started::add,
                    startedHere::add,
                    reported::add,
                    this::claim,
                    drain,
                    new DeadLetters(
                            messaging.publisher(),
                            InstantSource.fixed(Instant.EPOCH),
                            "worker/me"));

    private CompletionStage<List<Boolean>> claim(
            String worker, String from, List<Attempt> attempts) {
        claimedFrom.add(from);
        return claimAnswer;
    }

    @Test
    void whatItsCallerHasClaimedRunsWithoutAClaim() {
        inbox.obey(List.of(assign("me")), true).toCompletableFuture().join();

        assertThat(startedHere).hasSize(1);
        assertThat(started).isEmpty();
        assertThat(claimedFrom).isEmpty();
    }

    @Test
    void whatSomebodyGivesUpIsClaimedFromWhoeverItIs() {
        WorkerCommand given =
                command("me")
                        .setAssignment(
                                Assignments.of("demo.echo", "{}").toBuilder()
                                        .setClaimedBy("coordinator"))
                        .build();

        receive(assign("me"), given, assign("me"));

        assertThat(claimedFrom).containsExactlyInAnyOrder("", "coordinator");
        assertThat(started).hasSize(3);
    }

    @Test
    void whatIsClaimedRuns() {
        receive(assign("me"), assign("me"));

        assertThat(started).hasSize(2);
        assertThat(register.taken()).isEqualTo(2);
    }

    @Test
    void whatAnotherWorkerHasClaimedIsDroppedAndItsSlotIsFree() {
        claimAnswer = CompletableFuture.completedFuture(List.of(false, true));

        receive(assign("me"), assign("me"));

        assertThat(started).hasSize(1);
        assertThat(register.taken()).isEqualTo(1);
        assertThat(reported).isEmpty();
    }

    @Test
    void whereNobodyAnswersTheClaimTheAttemptRuns() {
        claimAnswer = CompletableFuture.failedFuture(new IllegalStateException("dedup is away"));

        receive(assign("me"));

        assertThat(started).hasSize(1);
    }

    @Test
    void commandsForOthersAndForNobodyAreSkipped() {
        receive(assign("you"), WorkerCommand.getDefaultInstance());

        assertThat(started).isEmpty();
        assertThat(messaging.records(Topics.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void whatExceedsTheSlotsIsHandedBackAtOnce() {
        receive(assign("me"), assign("me"), assign("me"), assign("me"));

        assertThat(started).hasSize(3);
        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().take("me", 0))
                .extracting(TaskEvent::getEventCase)
                .containsExactly(EventCase.RETURNED);
    }

    @Test
    void aDrainingWorkerHandsBackWhatComes() {
        receive(command("me").setDrain(Drain.getDefaultInstance()).build());

        receive(assign("me"));

        assertThat(drain.draining()).isTrue();
        assertThat(started).isEmpty();
        assertThat(reported).hasSize(1);
    }

    @Test
    void anAttemptCancelledInTheSameBatchNeverRuns() {
        Assignment assignment = Assignments.of("demo.echo", "{}");

        receive(
                command("me").setAssignment(assignment).build(),
                command("me")
                        .setCancel(
                                CancelAttempt.newBuilder()
                                        .setTaskId(assignment.getTaskId())
                                        .setFence(assignment.getFence()))
                        .build());

        assertThat(started).isEmpty();
        assertThat(register.taken()).isZero();
    }

    @Test
    void poisonIsParkedAndTheRestOfTheBatchRuns() {
        Received poison =
                new Received(
                        Topics.ASSIGNED,
                        0,
                        7,
                        new byte[0],
                        "garbage".getBytes(StandardCharsets.UTF_8),
                        List.of());

        CompletableFuture<Void> handled =
                inbox.handle(List.of(poison, record(assign("me")))).toCompletableFuture();

        assertThat(handled).isCompleted();
        assertThat(started).hasSize(1);
        assertThat(messaging.records(Topics.DEAD_LETTERS)).hasSize(1);
    }

    private void receive(WorkerCommand... commands) {
        CompletableFuture<Void> handled =
                inbox.handle(Arrays.stream(commands).map(CommandInboxTest::record).toList())
                        .toCompletableFuture();
        assertThat(handled).isCompleted();
    }

    private static WorkerCommand assign(String worker) {
        return command(worker).setAssignment(Assignments.of("demo.echo", "{}")).build();
    }

    private static WorkerCommand.Builder command(String worker) {
        return WorkerCommand.newBuilder().setWorkerId(worker).setCoordinatorId("c");
    }

    private static Received record(WorkerCommand command) {
        return new Received(Topics.ASSIGNED, 0, 1, new byte[0], command.toByteArray(), List.of());
    }
}
