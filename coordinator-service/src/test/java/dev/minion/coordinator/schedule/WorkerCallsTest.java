package dev.minion.coordinator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.coordinator.schedule.core.Effect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerCallsTest {

    private static final int MOST = 4;

    private final Ids ids = Ids.random(InstantSource.system());
    private final LineDouble line = new LineDouble();
    private final Map<String, String> addresses = new HashMap<>(Map.of("w-1", "a:1", "w-2", "b:2"));
    private final List<RunAnswer> told = new ArrayList<>();
    private final List<Outgoing> toLog = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final WorkerCalls calls =
            new WorkerCalls(
                    line,
                    worker -> addresses.getOrDefault(worker, ""),
                    told::add,
                    toLog::addAll,
                    nanos::get,
                    MOST);

    @Test
    void eachWorkerIsCalledOnceWithAllThatIsForIt() {
        assertThat(calls.take(List.of(to("w-1"), to("w-2"), to("w-1")))).isTrue();

        assertThat(line.calls)
                .extracting(LineDouble.Call::address, call -> call.request().getCommandsCount())
                .containsExactlyInAnyOrder(tuple("a:1", 2), tuple("b:2", 1));
    }

    @Test
    void aWorkerClaimsUnlessAllThatItIsGivenIsClaimed() {
        assertThat(calls.take(List.of(to("w-1", 10, true), to("w-2", 10, true), to("w-2"))))
                .isTrue();

        assertThat(line.calls)
                .extracting(LineDouble.Call::address, call -> call.request().getClaimed())
                .containsExactlyInAnyOrder(tuple("a:1", true), tuple("b:2", false));
    }

    @Test
    void moreThanWereAllowedAtATimeGoThroughTheLogUntilSomeHaveEnded() {
        assertThat(calls.take(several(MOST + 1))).isFalse();
        assertThat(calls.take(several(MOST))).isTrue();
        assertThat(calls.take(several(1))).isFalse();

        line.calls.getFirst().end().complete(null);

        assertThat(calls.take(several(MOST))).isTrue();
    }

    @Test
    void largeInputsAreNoHurry() {
        assertThat(calls.take(List.of(to("w-1", 256 << 10)))).isFalse();
        assertThat(calls.take(List.of(to("w-1", 200 << 10)))).isTrue();
    }

    @Test
    void whereOneWorkerHasNoAddressNobodyIsCalled() {
        assertThat(calls.take(List.of(to("w-1"), to("unknown")))).isFalse();

        assertThat(line.calls).isEmpty();
    }

    @Test
    void whatAWorkerDidNotGetGoesThroughTheLogAndItsLineIsClosedForAWhile() {
        line.away = true;
        Outgoing lone = to("w-1");
        assertThat(calls.take(List.of(lone))).isTrue();
        assertThat(toLog).containsExactly(lone);
        line.away = false;

        assertThat(calls.take(List.of(to("w-1")))).isFalse();
        assertThat(calls.take(List.of(to("w-2")))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(calls.take(List.of(to("w-1")))).isTrue();
    }

    @Test
    void whatAWorkerMayHaveGotIsNotSentAgain() {
        assertThat(calls.take(several(MOST))).isTrue();

        line.calls.getFirst().end().completeExceptionally(new IllegalStateException("reset"));

        assertThat(toLog).isEmpty();
        assertThat(calls.take(several(1))).isFalse();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(calls.take(several(MOST))).isTrue();
    }

    @Test
    void aLineThatKeepsFailingIsTriedLessAndLessOften() {
        line.away = true;
        assertThat(calls.take(several(1))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(calls.take(several(1))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(calls.take(several(1))).isFalse();
        line.away = false;
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(calls.take(several(1))).isTrue();
        line.calls.getFirst().end().complete(null);

        line.away = true;
        assertThat(calls.take(several(1))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(calls.take(several(1))).isTrue();
    }

    @Test
    void whatAWorkerTellsIsPassedOn() {
        assertThat(calls.take(several(1))).isTrue();

        line.calls.getFirst().answers().accept(RunAnswer.getDefaultInstance());

        assertThat(told).hasSize(1);
    }

    private List<Outgoing> several(int count) {
        return IntStream.range(0, count).mapToObj(each -> to("w-1")).toList();
    }

    private Outgoing to(String worker) {
        return to(worker, 10);
    }

    private Outgoing to(String worker, int bytes) {
        return to(worker, bytes, false);
    }

    private Outgoing to(String worker, int bytes, boolean claimed) {
        UUID id = ids.next();
        Assignment assignment =
                Assignment.newBuilder()
                        .setTaskId(Ids.toBytes(id))
                        .setInput(ByteString.copyFrom(new byte[bytes]))
                        .build();
        return new Outgoing(
                new Effect.Assign(worker, 0, id, ReadyTask.getDefaultInstance()),
                WorkerCommand.newBuilder().setWorkerId(worker).setAssignment(assignment).build(),
                claimed);
    }
}
