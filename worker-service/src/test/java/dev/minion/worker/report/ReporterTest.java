package dev.minion.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.contracts.records.TaskEvent;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import dev.minion.worker.run.Assignments;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptRegister;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ReporterTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualPublisher publisher = new ManualPublisher();
    private final AttemptRegister register = new AttemptRegister(1_000);
    private final Reporter reporter =
            new Reporter(
                    publisher,
                    register,
                    InstantSource.fixed(Instant.EPOCH),
                    "w1",
                    Executors.newVirtualThreadPerTaskExecutor());

    @Test
    void whatQueuesUpWhileAPublicationIsUnderWayIsTheNextBatch() {
        finish();
        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        for (int i = 0; i < 50; i++) {
            finish();
        }

        publisher.answers.getFirst().complete(null);

        await().atMost(SOON).until(() -> publisher.batches.size() == 2);
        assertThat(publisher.batches.get(1)).hasSize(50);
    }

    @Test
    void anAttemptKeepsItsSlotUntilItsEndIsAcknowledged() {
        finish();
        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        assertThat(register.taken()).isEqualTo(1);

        publisher.answers.getFirst().complete(null);

        await().atMost(SOON).until(() -> register.taken() == 0);
    }

    @Test
    void whatDidNotGetThroughIsToldAgainUntilItDoes() throws Exception {
        finish();
        for (int i = 0; i < 3; i++) {
            int tries = i + 1;
            await().atMost(SOON).until(() -> publisher.batches.size() == tries);
            publisher.answers.get(i).completeExceptionally(new IllegalStateException("away"));
        }
        await().atMost(SOON).until(() -> publisher.batches.size() == 4);
        publisher.answers.get(3).complete(null);

        await().atMost(SOON).until(() -> register.taken() == 0);
        TaskEvent last = TaskEvent.parseFrom(publisher.batches.get(3).getFirst().value());
        assertThat(last.getReturned().getReason()).isEqualTo("test");
        assertThat(last.getWorkerId()).isEqualTo("w1");
    }

    private void finish() {
        Attempt attempt = Assignments.attempt(Assignments.of("demo.echo", "{}"));
        assertThat(register.admit(attempt)).isEqualTo(AttemptRegister.Admission.ADMITTED);
        assertThat(attempt.returned("test")).isTrue();
        reporter.ready(attempt);
    }

    /** Publishes when the test says so. */
    private static final class ManualPublisher implements Publisher {

        final List<List<Message>> batches = new CopyOnWriteArrayList<>();
        final List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<Void> publish(List<Message> messages) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answers.add(answer);
            batches.add(new ArrayList<>(messages));
            return answer;
        }
    }
}
