package dev.minion.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.handler.Handler;
import dev.minion.worker.handler.HandlerContext;
import dev.minion.worker.payload.PayloadsDouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What only computes, on the thread that brings it. */
class RunHereTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CAPACITY = 2;

    private final AttemptRegister register = new AttemptRegister(100);
    private final List<TaskEvent> reported = new CopyOnWriteArrayList<>();
    private final Computing handler = new Computing();
    private final PayloadsDouble ledger = new PayloadsDouble();
    private final AttemptRunner runner =
            Runners.of(handler, register, reported, new DrainState(), ledger, CAPACITY);

    @Test
    void whatOnlyComputesIsDoneWhenItWasStarted() {
        start(Assignments.attempt(Assignments.of("test", "{\"a\":1}")));

        assertThat(handler.threads).containsExactly(Thread.currentThread());
        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().getCompleted().getOutput().toStringUtf8())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void whatMayBlockHasAThreadOfItsOwn() {
        handler.nonBlocking = false;
        start(Assignments.attempt(Assignments.of("test", "{}")));

        await().atMost(SOON).until(() -> reported.size() == 1);
        assertThat(handler.threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void whereNoPermitIsFreeItWaitsElsewhere() {
        start(Assignments.attempt(Assignments.of("test", "{}")));
        handler.before =
                context -> {
                    handler.before = none -> {};
                    start(Assignments.attempt(Assignments.of("test", "{}")));
                    start(Assignments.attempt(Assignments.of("test", "{}")));
                };
        start(Assignments.wide(CAPACITY));

        await().atMost(SOON).until(() -> reported.size() == 4);
        assertThat(handler.threads).hasSize(4);
        assertThat(handler.threads.subList(0, 2)).containsOnly(Thread.currentThread());
        assertThat(handler.threads.subList(2, 4)).doesNotContain(Thread.currentThread());
    }

    @Test
    void aLargeInputIsLoadedElsewhereAndALargeOutputMovedElsewhere() {
        ByteString json = ByteString.copyFromUtf8("\"" + "x".repeat(300_000) + "\"");
        ByteString reference = ledger.keep(json).bytes();
        start(
                Assignments.attempt(
                        Assignments.of("test", "").toBuilder().setInput(reference).build()));
        await().atMost(SOON).until(() -> reported.size() == 1);
        assertThat(handler.threads).doesNotContain(Thread.currentThread());

        handler.output = TextNode.valueOf("x".repeat(300_000));
        start(Assignments.attempt(Assignments.of("test", "{}")));
        await().atMost(SOON).until(() -> reported.size() == 2);
        assertThat(handler.threads.getLast()).isSameAs(Thread.currentThread());
        assertThat(reported.getLast().getCompleted().getOutput()).isEqualTo(reference);
    }

    @Test
    void whatTakesLongAgainAndAgainGetsThreadsOfItsOwn() {
        handler.before =
                context -> {
                    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(25);
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                };
        for (int i = 0; i < 5; i++) {
            int before = i;
            start(Assignments.attempt(Assignments.of("test", "{}")));
            await().atMost(SOON).until(() -> reported.size() == before + 1);
        }

        assertThat(handler.threads.subList(0, 4)).containsOnly(Thread.currentThread());
        assertThat(handler.threads.get(4)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aSharedThreadIsNeverInterrupted() {
        Timeouts millisecond = Timeouts.newBuilder().setRunMs(1).build();
        Attempt late = Assignments.attempt(Assignments.of("test", "{}", millisecond));
        handler.before =
                context -> {
                    assertThat(late.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(1))).isTrue();
                    late.drain();
                    assertThat(late.cancel()).isFalse();
                };
        start(late);

        assertThat(handler.threads).containsExactly(Thread.currentThread());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(reported).isEmpty();
        assertThat(register.taken()).isZero();
    }

    @Test
    void whatWasCancelledBeforeItBeganIsNotRun() {
        Attempt attempt = Assignments.attempt(Assignments.of("test", "{}"));
        assertThat(attempt.cancel()).isTrue();
        start(attempt);

        assertThat(handler.threads).isEmpty();
        assertThat(register.taken()).isZero();
    }

    private void start(Attempt attempt) {
        assertThat(register.admit(attempt)).isEqualTo(AttemptRegister.Admission.ADMITTED);
        runner.startHere(attempt);
    }

    /** Notes who runs it, and gives its input back. */
    private static final class Computing implements Handler {

        final List<Thread> threads = new CopyOnWriteArrayList<>();
        volatile boolean nonBlocking = true;
        volatile Consumer<HandlerContext> before = context -> {};
        volatile @Nullable JsonNode output;

        @Override
        public String type() {
            return "test";
        }

        @Override
        public boolean nonBlocking() {
            return nonBlocking;
        }

        @Override
        public JsonNode run(HandlerContext context) {
            threads.add(Thread.currentThread());
            before.accept(context);
            return output == null ? context.input() : output;
        }
    }
}
