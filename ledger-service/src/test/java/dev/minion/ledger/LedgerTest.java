package dev.minion.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseReason;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.Failed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.migration.Schema;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Received;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import io.agroal.api.AgroalDataSource;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

/** What the tests over the running service share. */
public abstract class LedgerTest {

    protected static final Duration SOON = Duration.ofSeconds(20);

    static {
        // What is there already is not waited for.
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(25));
    }

    private static final AtomicLong NAMESPACES = new AtomicLong();

    @Inject @GrpcService protected Ledger ledger;
    @Inject protected Ids ids;
    @Inject protected Messaging messaging;
    @Inject protected AgroalDataSource database;
    @Inject Schema schema;

    /** One for each test, so that tests do not see each other's tasks. */
    protected String namespace = "";

    @BeforeEach
    void begin() {
        namespace = "test-" + NAMESPACES.incrementAndGet();
        await().atMost(SOON).until(schema::ready);
    }

    /** The partition of a task that names no key. */
    protected static int partition(NewTask.Builder task) {
        return Partitions.of(Ids.fromBytes(task.getId()), Partitions.DEFAULT_COUNT);
    }

    /** Releases an attempt of the first epoch that had started. */
    protected ReleaseResult releaseStarted(
            NewTask.Builder task, int attempt, ReleaseReason reason) {
        return now(ledger.releaseTasks(
                        ReleaseTasksRequest.newBuilder()
                                .addReleases(
                                        Release.newBuilder()
                                                .setTaskId(task.getId())
                                                .setFence(
                                                        Fence.newBuilder()
                                                                .setEpoch(1)
                                                                .setAttempt(attempt))
                                                .setReason(reason)
                                                .setStarted(true))
                                .build()))
                .getResults(0);
    }

    protected NewTask.Builder task(String name) {
        return NewTask.newBuilder()
                .setId(Ids.toBytes(ids.next()))
                .setNamespace(namespace)
                .setName(name)
                .setType("demo.echo")
                .setPriority(5)
                .setInput(ByteString.copyFromUtf8("{\"n\":1}"));
    }

    protected List<CreatedTask> create(boolean atomic, NewTask.Builder... tasks) {
        Submission.Builder submission = Submission.newBuilder().setAtomic(atomic);
        Arrays.stream(tasks).forEach(submission::addTasks);
        return now(ledger.createTasks(
                        CreateTasksRequest.newBuilder().addSubmissions(submission).build()))
                .getSubmissions(0)
                .getItemsList();
    }

    /** The last of what a call for reports answers, when it has told everybody. */
    protected Uni<ReportAttemptsResponse> reported(ReportAttemptsRequest request) {
        return ledger.reportAttempts(request).collect().last();
    }

    protected List<CreatedTask> create(NewTask.Builder... tasks) {
        return create(false, tasks);
    }

    protected Task get(ByteString id) {
        List<Task> found =
                now(ledger.getTasks(
                                GetTasksRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .addIds(id)
                                        .build()))
                        .getTasksList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    protected Task get(NewTask.Builder task) {
        return get(task.getId());
    }

    protected TaskStatus status(NewTask.Builder task) {
        return get(task).getStatus();
    }

    protected void awaitStatus(NewTask.Builder task, TaskStatus status) {
        await().atMost(SOON).untilAsserted(() -> assertThat(status(task)).isEqualTo(status));
    }

    protected static String text(NewTask.Builder task) {
        return Ids.fromBytes(task.getId()).toString();
    }

    protected static TaskEvent.Builder event(ByteString id, int attempt) {
        return TaskEvent.newBuilder()
                .setTaskId(id)
                .setFence(Fence.newBuilder().setEpoch(1).setAttempt(attempt))
                .setWorkerId("worker-1")
                .setAtUs(2_000_000)
                .setStartedAtUs(1_000_000);
    }

    protected static TaskEvent completed(NewTask.Builder task, int attempt, String output) {
        return event(task.getId(), attempt)
                .setCompleted(Completed.newBuilder().setOutput(ByteString.copyFromUtf8(output)))
                .build();
    }

    protected static TaskEvent failed(
            NewTask.Builder task, int attempt, String code, boolean retryable) {
        return event(task.getId(), attempt)
                .setFailed(
                        Failed.newBuilder()
                                .setError(
                                        TaskError.newBuilder()
                                                .setCode(code)
                                                .setMessage("said no")
                                                .setRetryable(retryable)))
                .build();
    }

    /** As a worker would. */
    protected void report(TaskEvent... events) {
        for (TaskEvent event : events) {
            UUID id = Ids.fromBytes(event.getTaskId());
            publish(Partitions.of(id, Partitions.DEFAULT_COUNT), event.toByteArray());
        }
    }

    protected void publish(int partition, byte[] value) {
        Message message =
                new Message(
                        Topics.EVENTS,
                        partition,
                        new byte[0],
                        value,
                        new CloudEvents(TelemetryKeys.CE_EVENT, "/minion/test").headers("1", ""));
        assertThat(messaging.publisher().publish(List.of(message)).toCompletableFuture())
                .succeedsWithin(SOON);
    }

    /** Hears all that a topic tells from now on. */
    protected Subscription listen(String topic, List<Received> heard) {
        Subscription subscription =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast("test-" + topic, topic, Set.of(), 100),
                        batch -> {
                            heard.addAll(batch);
                            return CompletableFuture.completedFuture(null);
                        });
        await().atMost(SOON).until(subscription::positioned);
        return subscription;
    }

    /** What was heard of a task. */
    protected static List<Received> heardOf(NewTask.Builder task, List<Received> heard) {
        return heard.stream()
                .filter(record -> ByteString.copyFrom(record.key()).equals(task.getId()))
                .toList();
    }

    protected static <T> T now(Uni<T> call) {
        CompletableFuture<T> answer = call.subscribeAsCompletionStage();
        assertThat(answer).succeedsWithin(SOON);
        return answer.resultNow();
    }

    /** The first column of the first row. */
    protected String query(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    protected void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
