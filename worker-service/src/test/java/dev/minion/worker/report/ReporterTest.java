package dev.minion.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import dev.minion.worker.run.Assignments;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.Attempts;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReporterTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualPublisher publisher = new ManualPublisher();
    private final AttemptRegister register = new AttemptRegister(1_000);
    private final ManualLedger ledger = new ManualLedger();
    private final AtomicLong nanos = new AtomicLong();
    private final List<ReportAttemptsResponse> recorded = new CopyOnWriteArrayList<>();
    private final AtomicBoolean heard = new AtomicBoolean();
    private final ReportCall call =
            new ReportCall(
                    ledger,
                    events -> heard.get(),
                    recorded::add,
                    nanos::get,
                    3,
                    Duration.ofSeconds(1));
    private final Reporter reporter =
            new Reporter(
                    publisher,
                    call,
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

    @Test
    void aLoneEndIsToldByACallAlone() {
        complete("1");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);
        assertThat(register.taken()).isEqualTo(1);

        ledger.answer(0);

        await().atMost(SOON).until(() -> register.taken() == 0);
        assertThat(ledger.calls.getFirst().getEvents(0).getCompleted().getOutput())
                .isEqualTo(ByteString.copyFromUtf8("1"));
        assertThat(publisher.batches).isEmpty();
    }

    @Test
    void theLedgerLearnsWhetherWhoeverWaitsHearsOfIt() {
        complete("1");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);
        assertThat(ledger.calls.getFirst().getHeard()).isFalse();
        ledger.answer(0);

        heard.set(true);
        complete("2");
        await().atMost(SOON).until(() -> ledger.calls.size() == 2);
        assertThat(ledger.calls.get(1).getHeard()).isTrue();
        ledger.answer(1);
    }

    @Test
    void whatIsRecordedIsPassedOnBeforeItIsTold() {
        complete("1");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);

        ledger.record(0);

        await().atMost(SOON).until(() -> recorded.size() == 1);
        assertThat(register.taken()).isEqualTo(1);
        ledger.answers.getFirst().onComplete();
        await().atMost(SOON).until(() -> register.taken() == 0);
        assertThat(publisher.batches).isEmpty();
    }

    @Test
    void moreThanACallTakesGoThroughTheLog() {
        complete("first");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);
        for (int i = 0; i < 4; i++) {
            complete("later");
        }

        ledger.answer(0);

        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        assertThat(publisher.batches.getFirst()).hasSize(4);
    }

    @Test
    void anAttemptThatToldItsStartEndsThroughTheLogAsWell() {
        complete("first");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);
        Attempt slow = Attempts.begun(admitted());
        assertThat(slow.take("w1", 0)).hasSize(1);
        Attempts.complete(slow, "slow");
        reporter.ready(slow);

        ledger.answer(0);

        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        assertThat(ledger.calls).hasSize(1);
    }

    @Test
    void aFailedCallClosesTheWayForAWhileAndLosesNothing() {
        complete("first");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);

        ledger.answers.getFirst().onError(new IllegalStateException("away"));

        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        publisher.answers.getFirst().complete(null);
        await().atMost(SOON).until(() -> register.taken() == 0);
        complete("while it is closed");
        await().atMost(SOON).until(() -> publisher.batches.size() == 2);
        publisher.answers.get(1).complete(null);
        await().atMost(SOON).until(() -> register.taken() == 0);
        nanos.set(Duration.ofSeconds(5).toNanos());
        complete("open again");
        await().atMost(SOON).until(() -> ledger.calls.size() == 2);
    }

    @Test
    void aLedgerThatDoesNotAnswerCostsItsPatience() {
        complete("first");
        await().atMost(SOON).until(() -> ledger.calls.size() == 1);
        call.step(Duration.ofSeconds(1).toNanos());
        assertThat(publisher.batches).isEmpty();

        call.step(Duration.ofSeconds(1).toNanos() + 1);

        await().atMost(SOON).until(() -> publisher.batches.size() == 1);
        ledger.answer(0);
        publisher.answers.getFirst().complete(null);
        await().atMost(SOON).until(() -> register.taken() == 0);
    }

    private void complete(String output) {
        Attempt attempt = Attempts.begun(admitted());
        Attempts.complete(attempt, output);
        reporter.ready(attempt);
    }

    private Attempt admitted() {
        Attempt attempt = Assignments.attempt(Assignments.of("demo.echo", "{}"));
        assertThat(register.admit(attempt)).isEqualTo(AttemptRegister.Admission.ADMITTED);
        return attempt;
    }

    /** Ends an attempt while the ledger is away: only the log is left. */
    private void finish() {
        ledger.away = true;
        Attempt attempt = admitted();
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

    /** Answers calls when the test says so. */
    private static final class ManualLedger
            implements Function<ReportAttemptsRequest, Multi<ReportAttemptsResponse>> {

        final List<ReportAttemptsRequest> calls = new CopyOnWriteArrayList<>();
        final List<UnicastProcessor<ReportAttemptsResponse>> answers = new CopyOnWriteArrayList<>();
        volatile boolean away;

        @Override
        public Multi<ReportAttemptsResponse> apply(ReportAttemptsRequest request) {
            if (away) {
                return Multi.createFrom().failure(new IllegalStateException("away"));
            }
            UnicastProcessor<ReportAttemptsResponse> answer = UnicastProcessor.create();
            answers.add(answer);
            calls.add(request);
            return answer;
        }

        void record(int call) {
            answers.get(call).onNext(ReportAttemptsResponse.getDefaultInstance());
        }

        void answer(int call) {
            record(call);
            answers.get(call).onComplete();
        }
    }
}
