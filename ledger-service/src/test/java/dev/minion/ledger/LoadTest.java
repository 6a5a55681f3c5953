package dev.minion.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.messaging.Message;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Not a benchmark, but a first look at the rates: {@code -Dledger.load=20000}. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
@EnabledIfSystemProperty(named = "ledger.load", matches = "\\d+")
class LoadTest extends LedgerTest {

    private static final int CALL = 500;

    @GrpcClient("ledger")
    Ledger client;

    @Test
    void aFloodIsCreatedAndFolded() throws Exception {
        int count = Integer.getInteger("ledger.load", 0);
        for (int round = 0; round < 4; round++) {
            namespace = "load-" + round;
            List<NewTask.Builder> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tasks.add(
                        task("no-op")
                                .setInput(ByteString.copyFromUtf8("\"" + "x".repeat(200) + "\"")));
            }
            long start = System.nanoTime();
            create(tasks);
            long created = System.nanoTime();
            complete(tasks);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () ->
                                    query(
                                                    "select count(*) from ledger.tasks where status = 7 and"
                                                            + " namespace = '"
                                                            + namespace
                                                            + "'")
                                            .equals(String.valueOf(count)));
            long folded = System.nanoTime();
            System.out.printf(
                    "round %d: created %.0f/s, folded %.0f/s%n",
                    round, count * 1e9 / (created - start), count * 1e9 / (folded - created));
        }
    }

    private void create(List<NewTask.Builder> tasks) {
        List<CompletableFuture<CreateTasksResponse>> calls = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += CALL) {
            Submission.Builder submission = Submission.newBuilder();
            tasks.subList(from, Math.min(tasks.size(), from + CALL)).forEach(submission::addTasks);
            calls.add(
                    client.createTasks(
                                    CreateTasksRequest.newBuilder()
                                            .addSubmissions(submission)
                                            .build())
                            .subscribeAsCompletionStage());
        }
        calls.forEach(call -> assertThat(call).succeedsWithin(SOON));
    }

    private void complete(List<NewTask.Builder> tasks) {
        List<Message> messages = new ArrayList<>();
        for (NewTask.Builder task : tasks) {
            int partition = Partitions.of(Ids.fromBytes(task.getId()), Partitions.DEFAULT_COUNT);
            messages.add(
                    new Message(
                            Topics.EVENTS,
                            partition,
                            task.getId().toByteArray(),
                            completed(task, 1, "\"done\"").toByteArray(),
                            List.of()));
        }
        assertThat(messaging.publisher().publish(messages).toCompletableFuture())
                .succeedsWithin(SOON);
    }
}
