package dev.minion.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.records.DeadLetter;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.records.TaskEvent.EventCase;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import dev.minion.contracts.work.Work;
import dev.minion.localstack.TestServers;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import dev.minion.messaging.kafka.KafkaMessaging;
import dev.minion.messaging.kafka.KafkaSettings;
import dev.minion.worker.run.Assignments;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The worker as a coordinator sees it, over a real Kafka, without dedup and ledger. */
@QuarkusTest
@QuarkusTestResource(WorkerServers.class)
class WorkerTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<Received> BEATS = new CopyOnWriteArrayList<>();
    private static final List<Received> EVENTS = new CopyOnWriteArrayList<>();
    private static final List<Received> LETTERS = new CopyOnWriteArrayList<>();
    private static final Messaging MESSAGING = connect();

    @Inject @GrpcService Work work;

    private static Messaging connect() {
        String brokers = TestServers.kafka(WorkerServers.KAFKA).bootstrapServers();
        return new KafkaMessaging(KafkaSettings.local(brokers, "coordinator-double", 6));
    }

    @BeforeAll
    static void listen() {
        CompletableFuture<Void> topics = MESSAGING.ensureTopics().toCompletableFuture();
        await().atMost(SOON).until(topics::isDone);
        for (Subscription subscription :
                List.of(
                        listen(Topics.HEARTBEATS, BEATS),
                        listen(Topics.EVENTS, EVENTS),
                        listen(Topics.DEAD_LETTERS, LETTERS))) {
            await().atMost(SOON).until(subscription::positioned);
        }
    }

    @AfterAll
    static void close() {
        MESSAGING.close();
    }

    @Test
    void itRegistersWithItsCapabilitiesAndCapacity() throws Exception {
        Heartbeat beat = heartbeat();

        assertThat(beat.getCapabilitiesList()).contains("demo.echo", "demo.sleep", "demo.fail");
        assertThat(beat.getCapacity()).isEqualTo(40);
    }

    @Test
    void aQuickTaskIsOneEventWithItsOutput() throws Exception {
        Assignment assignment = Assignments.of("demo.echo", "{\"a\":1}");

        assign(heartbeat(), List.of(assignment));

        await().atMost(SOON).until(() -> !eventsOf(assignment).isEmpty());
        TaskEvent event = eventsOf(assignment).getLast();
        assertThat(event.getEventCase()).isEqualTo(EventCase.COMPLETED);
        assertThat(event.getCompleted().getOutput().toStringUtf8()).isEqualTo("{\"a\":1}");
        assertThat(event.getFence().getAttempt()).isEqualTo(1);
        assertThat(event.getStartedAtUs()).isPositive();
    }

    @Test
    void whatComesByACallRunsAsWell() throws Exception {
        Assignment assignment = Assignments.of("demo.echo", "{\"a\":1}");
        WorkerCommand command = command(heartbeat(), assignment);

        CompletableFuture<List<RunAnswer>> answers = run(command);

        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        assertThat(answers).succeedsWithin(SOON);
    }

    @Test
    void whatIsAssignedByACallAndByTheLogRunsOnce() throws Exception {
        Assignment assignment = Assignments.of("demo.sleep", "{\"duration\":\"1s\"}");
        Heartbeat beat = heartbeat();
        var _ = run(command(beat, assignment));

        assign(beat, List.of(assignment));

        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        Assignment next = Assignments.of("demo.echo", "{}");
        assign(beat, List.of(next));
        await().atMost(SOON).until(() -> cases(next).contains(EventCase.COMPLETED));
        assertThat(cases(assignment)).containsOnlyOnce(EventCase.COMPLETED);
    }

    @Test
    void commandsForAnotherWorkerAreRefusedByACallAsAWhole() throws Exception {
        Assignment own = Assignments.of("demo.echo", "{}");
        Heartbeat beat = heartbeat();
        WorkerCommand others = command(beat, own).toBuilder().setWorkerId("another").build();

        assertThat(run(command(beat, own), others))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("FAILED_PRECONDITION");
        assertThat(run(command(beat, own.toBuilder().clearTaskId().build())))
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("INVALID_ARGUMENT");

        Assignment next = Assignments.of("demo.echo", "{}");
        assign(beat, List.of(next));
        await().atMost(SOON).until(() -> cases(next).contains(EventCase.COMPLETED));
        assertThat(eventsOf(own)).isEmpty();
    }

    private CompletableFuture<List<RunAnswer>> run(WorkerCommand... commands) {
        RunRequest request = RunRequest.newBuilder().addAllCommands(List.of(commands)).build();
        return work.run(request).collect().asList().subscribeAsCompletionStage();
    }

    private static WorkerCommand command(Heartbeat beat, Assignment assignment) {
        return WorkerCommand.newBuilder()
                .setWorkerId(beat.getWorkerId())
                .setAssignment(assignment)
                .build();
    }

    @Test
    void aLongTaskTellsItsStartAndIsNamedByTheHeartbeats() throws Exception {
        Assignment assignment = Assignments.of("demo.sleep", "{\"duration\":\"3s\"}");

        assign(heartbeat(), List.of(assignment));

        await().atMost(SOON)
                .until(
                        () ->
                                heartbeat().getRunningList().stream()
                                        .anyMatch(
                                                r -> r.getTaskId().equals(assignment.getTaskId())));
        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        assertThat(cases(assignment)).contains(EventCase.STARTED, EventCase.PROGRESSED);
    }

    @Test
    void aRunPastItsTimeFailsAsTimedOut() throws Exception {
        Assignment assignment =
                Assignments.of(
                        "demo.sleep",
                        "{\"duration\":\"60s\"}",
                        Timeouts.newBuilder().setRunMs(300).build());

        assign(heartbeat(), List.of(assignment));

        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.FAILED));
        assertThat(eventsOf(assignment).getLast().getFailed().getTimedOut()).isTrue();
    }

    @Test
    void aRunThatItsHandlerExtendsGoesOnAndTheHeartbeatsSayForHowLong() throws Exception {
        Assignment assignment =
                Assignments.of(
                        "demo.sleep",
                        "{\"duration\":\"3s\",\"extend\":true}",
                        Timeouts.newBuilder().setRunMs(500).build());

        assign(heartbeat(), List.of(assignment));

        await().atMost(SOON)
                .until(
                        () ->
                                heartbeat().getRunningList().stream()
                                        .filter(r -> r.getTaskId().equals(assignment.getTaskId()))
                                        .anyMatch(r -> r.getRunLeftMs() > 500));
        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        assertThat(cases(assignment)).doesNotContain(EventCase.FAILED);
    }

    @Test
    void anAttemptGoesOnFromTheDetailsThatItIsGiven() throws Exception {
        Assignment first =
                Assignments.of(
                        "demo.sleep",
                        "{\"duration\":\"60s\",\"resume\":true}",
                        Timeouts.newBuilder().setRunMs(300).build());
        Assignment next =
                first.toBuilder()
                        .setFence(first.getFence().toBuilder().setAttempt(2))
                        .setDetails(ByteString.copyFromUtf8("{\"slept_ms\":59900}"))
                        .setTimeouts(Timeouts.getDefaultInstance())
                        .build();

        assign(heartbeat(), List.of(first));
        await().atMost(SOON).until(() -> cases(first).contains(EventCase.FAILED));
        assign(heartbeat(), List.of(next));

        await().atMost(SOON).until(() -> cases(first).contains(EventCase.COMPLETED));
    }

    @Test
    void aCancelledRunEndsAndTellsNothing() throws Exception {
        Assignment assignment = Assignments.of("demo.sleep", "{\"duration\":\"60s\"}");
        Heartbeat beat = heartbeat();
        assign(beat, List.of(assignment));
        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.STARTED));

        send(
                beat,
                WorkerCommand.newBuilder()
                        .setCancel(
                                CancelAttempt.newBuilder()
                                        .setTaskId(assignment.getTaskId())
                                        .setFence(assignment.getFence())));

        await().atMost(SOON)
                .until(
                        () ->
                                heartbeat().getRunningList().stream()
                                        .noneMatch(
                                                r -> r.getTaskId().equals(assignment.getTaskId())));
        assertThat(cases(assignment))
                .doesNotContain(EventCase.COMPLETED, EventCase.FAILED, EventCase.RETURNED);
    }

    @Test
    void whatExceedsTheCapacityIsHandedBack() throws Exception {
        List<Assignment> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(Assignments.of("demo.sleep", "{\"duration\":\"1s\"}"));
        }

        assign(heartbeat(), many);

        await().atMost(SOON).until(() -> many.stream().allMatch(a -> ended(cases(a))));
        assertThat(many.stream().filter(a -> cases(a).contains(EventCase.RETURNED)).count())
                .isGreaterThanOrEqualTo(20);
        assertThat(many.stream().filter(a -> cases(a).contains(EventCase.COMPLETED)).count())
                .isPositive();
    }

    @Test
    void anAssignmentDeliveredTwiceRunsOnce() throws Exception {
        Assignment assignment = Assignments.of("demo.sleep", "{\"duration\":\"500ms\"}");

        assign(heartbeat(), List.of(assignment, assignment));

        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        Assignment after = Assignments.of("demo.echo", "{}");
        assign(heartbeat(), List.of(after));
        await().atMost(SOON).until(() -> cases(after).contains(EventCase.COMPLETED));
        assertThat(cases(assignment)).containsOnlyOnce(EventCase.COMPLETED);
    }

    @Test
    void garbageIsParkedAndTheRestGoesOn() throws Exception {
        Heartbeat beat = heartbeat();
        publish(beat, List.of("not protobuf".getBytes(StandardCharsets.UTF_8)));
        Assignment assignment = Assignments.of("demo.echo", "{}");
        assign(beat, List.of(assignment));

        await().atMost(SOON).until(() -> cases(assignment).contains(EventCase.COMPLETED));
        await().atMost(SOON).until(() -> !LETTERS.isEmpty());
        DeadLetter letter = DeadLetter.parseFrom(LETTERS.getFirst().value());
        assertThat(letter.getTopic()).isEqualTo(Topics.ASSIGNED);
        assertThat(letter.getReason()).isEqualTo("undecodable-record");
    }

    private static boolean ended(List<EventCase> cases) {
        return cases.contains(EventCase.RETURNED) || cases.contains(EventCase.COMPLETED);
    }

    private static Heartbeat heartbeat() throws Exception {
        await().atMost(SOON).until(() -> !BEATS.isEmpty());
        return Heartbeat.parseFrom(BEATS.getLast().value());
    }

    private static void assign(Heartbeat worker, List<Assignment> assignments) {
        publish(
                worker,
                assignments.stream()
                        .map(a -> addressed(worker, WorkerCommand.newBuilder().setAssignment(a)))
                        .toList());
    }

    private static void send(Heartbeat worker, WorkerCommand.Builder command) {
        publish(worker, List.of(addressed(worker, command)));
    }

    private static byte[] addressed(Heartbeat worker, WorkerCommand.Builder command) {
        return command.setWorkerId(worker.getWorkerId())
                .setCoordinatorId("test")
                .build()
                .toByteArray();
    }

    private static void publish(Heartbeat worker, List<byte[]> values) {
        List<Message> messages =
                values.stream()
                        .map(
                                value ->
                                        new Message(
                                                Topics.ASSIGNED,
                                                worker.getAssignedPartition(),
                                                new byte[] {1},
                                                value,
                                                List.of()))
                        .toList();
        CompletableFuture<Void> published =
                MESSAGING.publisher().publish(messages).toCompletableFuture();
        await().atMost(SOON).until(published::isDone);
    }

    private static List<EventCase> cases(Assignment assignment) {
        return eventsOf(assignment).stream().map(TaskEvent::getEventCase).toList();
    }

    private static List<TaskEvent> eventsOf(Assignment assignment) {
        return EVENTS.stream()
                .map(WorkerTest::decoded)
                .filter(e -> e.getTaskId().equals(assignment.getTaskId()))
                .toList();
    }

    private static TaskEvent decoded(Received record) {
        try {
            return TaskEvent.parseFrom(record.value());
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError(undecodable);
        }
    }

    private static Subscription listen(String topic, List<Received> inbox) {
        return MESSAGING.subscribe(
                new SubscriptionSpec.Broadcast("test-" + topic, topic, Set.of(), 500),
                batch -> {
                    inbox.addAll(batch);
                    return CompletableFuture.completedFuture(null);
                });
    }
}
