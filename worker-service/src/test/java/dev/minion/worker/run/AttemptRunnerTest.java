package dev.minion.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.handler.Handler;
import dev.minion.worker.handler.HandlerContext;
import dev.minion.worker.payload.PayloadsDouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptRunnerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CAPACITY = 3;

    private final AttemptRegister register = new AttemptRegister(100);
    private final List<TaskEvent> reported = new CopyOnWriteArrayList<>();
    private final DrainState drain = new DrainState();
    private final Blocking handler = new Blocking();
    private final PayloadsDouble ledger = new PayloadsDouble();
    private final AttemptRunner runner =
            Runners.of(handler, register, reported, drain, ledger, CAPACITY);

    @AfterEach
    void end() {
        handler.go.countDown();
    }

    @Test
    void noMoreHandlersRunAtOnceThanTheCapacityAndTheRestFollows() {
        start(20);
        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY);
        assertThat(register.taken()).isEqualTo(20);

        handler.go.countDown();

        await().atMost(SOON).until(() -> completed() == 20);
        assertThat(handler.most.get()).isEqualTo(CAPACITY);
    }

    @Test
    void whatWaitsWhenTheWorkerDrainsGoesBackAndWhatRunsGoesOn() {
        start(5);
        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY);

        drain.begin();

        await().atMost(SOON).until(() -> returned() == 2);
        assertThat(completed()).isZero();
        handler.go.countDown();
        await().atMost(SOON).until(() -> completed() == CAPACITY);
    }

    @Test
    void anAttemptOfSeveralSlotsRunsWhenItHasThemAllAndIsNotOvertaken() {
        start(CAPACITY - 1);
        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY - 1);
        Attempt wide = Assignments.wide(2);
        start(wide);
        await().atMost(SOON).until(() -> runner.waiting() == 1);

        start(1);

        await().atMost(SOON).until(() -> runner.waiting() == 2);
        assertThat(handler.running).hasValue(CAPACITY - 1);
        assertThat(wide.waits()).isTrue();
        handler.go.countDown();
        await().atMost(SOON).until(() -> completed() == CAPACITY + 1);
        assertThat(wide.waits()).isFalse();
        assertThat(runner.waiting()).isZero();
    }

    @Test
    void whoWaitsForSeveralSlotsAndIsCancelledLetsTheOthersGoOn() {
        start(CAPACITY - 1);
        Attempt wide = Assignments.wide(2);
        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY - 1);
        start(wide);
        await().atMost(SOON).until(() -> runner.waiting() == 1);
        start(1);

        assertThat(wide.cancel()).isTrue();
        register.release(wide);

        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY);
        assertThat(handler.begun).doesNotContain(wide.key().taskId());
    }

    @Test
    void whatIsCancelledWhileItWaitsNeverRuns() {
        List<Attempt> attempts = start(CAPACITY + 1);
        await().atMost(SOON).until(() -> handler.running.get() == CAPACITY);
        Attempt waiting =
                attempts.stream()
                        .filter(attempt -> !handler.begun.contains(attempt.key().taskId()))
                        .findFirst()
                        .orElseThrow();

        assertThat(waiting.cancel()).isTrue();
        register.release(waiting);
        handler.go.countDown();

        await().atMost(SOON).until(() -> completed() == CAPACITY);
        await().atMost(SOON).until(() -> handler.running.get() == 0);
        assertThat(handler.begun).doesNotContain(waiting.key().taskId());
    }

    @Test
    void aLargeInputIsLoadedForTheHandlerAndALargeOutputIsReferredTo() {
        ByteString json = ByteString.copyFromUtf8("\"" + "x".repeat(300_000) + "\"");
        ByteString reference = ledger.keep(json).bytes();
        handler.go.countDown();
        Attempt attempt =
                Assignments.attempt(
                        Assignments.of("test", "").toBuilder().setInput(reference).build());
        assertThat(register.admit(attempt)).isEqualTo(AttemptRegister.Admission.ADMITTED);

        runner.start(attempt);

        await().atMost(SOON).until(() -> completed() == 1);
        assertThat(reported.getLast().getCompleted().getOutput()).isEqualTo(reference);
    }

    private List<Attempt> start(int count) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Attempt attempt = Assignments.attempt(Assignments.of("test", "{}"));
            attempts.add(attempt);
            start(attempt);
        }
        return attempts;
    }

    private void start(Attempt attempt) {
        assertThat(register.admit(attempt)).isEqualTo(AttemptRegister.Admission.ADMITTED);
        runner.start(attempt);
    }

    private long completed() {
        return reported.stream().filter(TaskEvent::hasCompleted).count();
    }

    private long returned() {
        return reported.stream().filter(TaskEvent::hasReturned).count();
    }

    /** Runs until it is let go. */
    private static final class Blocking implements Handler {

        final CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final List<Object> begun = new CopyOnWriteArrayList<>();

        @Override
        public String type() {
            return "test";
        }

        @Override
        public JsonNode run(HandlerContext context) throws InterruptedException {
            begun.add(context.taskId());
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                go.await();
                return context.input();
            } finally {
                running.decrementAndGet();
            }
        }
    }
}
