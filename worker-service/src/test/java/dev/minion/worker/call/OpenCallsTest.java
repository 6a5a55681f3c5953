package dev.minion.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.worker.run.Assignments;
import dev.minion.worker.run.AttemptKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenCallsTest {

    private final OpenCalls calls = new OpenCalls();
    private final Assignment one = Assignments.of("demo.echo", "1");
    private final Assignment two = Assignments.of("demo.echo", "2");
    private final Assignment other = Assignments.of("demo.echo", "3");
    private final List<RunAnswer> answers = new ArrayList<>();
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void eachEndIsToldWhenItIsRecordedAndTheLastEndsTheCall() {
        open(one, two);

        calls.recorded(recorded(one, other));
        assertThat(answers).containsExactly(RunAnswer.newBuilder().addChanges(ended(one)).build());
        assertThat(ends).hasValue(0);

        calls.recorded(recorded(two));
        assertThat(answers).hasSize(2);
        assertThat(ends).hasValue(1);
        assertThat(calls.size()).isZero();
    }

    @Test
    void whatTheEndReleasedIsToldToOneOfThoseWhoWait() {
        open(one);
        open(two);
        ReadyTask released = ReadyTask.newBuilder().setType("next").build();

        calls.recorded(recorded(one, two).toBuilder().addReady(released).build());

        assertThat(answers).hasSize(2);
        assertThat(answers.stream().flatMap(answer -> answer.getReadyList().stream()))
                .containsExactly(released);
    }

    @Test
    void anotherAttemptOfTheTaskIsNotWaitedFor() {
        open(one);

        calls.recorded(
                ReportAttemptsResponse.newBuilder()
                        .addChanges(
                                ended(one).toBuilder()
                                        .setFence(one.getFence().toBuilder().setAttempt(7)))
                        .build());

        assertThat(answers).isEmpty();
        assertThat(calls.size()).isEqualTo(1);
    }

    @Test
    void whoeverWaitsHearsOfWhatWasAcceptedByTheCaller() {
        open(true, one);
        open(true, two);
        open(false, other);

        assertThat(calls.heard(events(one, two))).isTrue();
        assertThat(calls.heard(events(one, other))).as("another may have accepted it").isFalse();

        calls.recorded(recorded(two));
        assertThat(calls.heard(events(one, two))).as("no call waits for it").isFalse();
    }

    @Test
    void whatTakesLongIsLeftToTheLog() {
        open(one);
        calls.step(Duration.ofSeconds(1).toNanos());
        assertThat(ends).hasValue(0);

        calls.step(Duration.ofSeconds(1).toNanos() + 1);

        assertThat(ends).hasValue(1);
        calls.recorded(recorded(one));
        assertThat(answers).isEmpty();
        assertThat(calls.size()).isZero();
    }

    @Test
    void aCallerThatHasGoneIsForgotten() {
        Runnable close = open(one, two);
        calls.recorded(recorded(one));

        close.run();
        close.run();

        assertThat(ends).hasValue(1);
        assertThat(calls.size()).isZero();
    }

    private Runnable open(Assignment... assignments) {
        return open(false, assignments);
    }

    private Runnable open(boolean accepted, Assignment... assignments) {
        return calls.open(
                Stream.of(assignments).map(AttemptKey::of).toList(),
                accepted,
                0,
                answers::add,
                ends::incrementAndGet);
    }

    private static List<TaskEvent> events(Assignment... assignments) {
        return Stream.of(assignments)
                .map(
                        each ->
                                TaskEvent.newBuilder()
                                        .setTaskId(each.getTaskId())
                                        .setFence(each.getFence())
                                        .build())
                .toList();
    }

    private static ReportAttemptsResponse recorded(Assignment... assignments) {
        ReportAttemptsResponse.Builder recorded = ReportAttemptsResponse.newBuilder();
        Stream.of(assignments).map(OpenCallsTest::ended).forEach(recorded::addChanges);
        return recorded.build();
    }

    private static TaskChange ended(Assignment assignment) {
        return TaskChange.newBuilder()
                .setTaskId(assignment.getTaskId())
                .setFence(assignment.getFence())
                .build();
    }
}
