package dev.minion.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.records.TaskEvent.EventCase;
import dev.minion.contracts.tasks.Timeouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final long MS = 1_000_000L;
    private static final ByteString DETAILS = ByteString.copyFromUtf8("{\"line\":7}");
    private static final ByteString OUTPUT = ByteString.copyFromUtf8("{}");

    private final Thread runner = Thread.ofVirtual().unstarted(() -> {});

    @Test
    void anAttemptThatEndsBeforeItsStartWasToldNeedsOneEvent() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());

        assertThat(attempt.completed(OUTPUT)).isTrue();

        assertThat(cases(attempt)).containsExactly(EventCase.COMPLETED);
    }

    @Test
    void aLongAttemptTellsItsStartOnceAndThenItsEnd() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());

        assertThat(attempt.tick(20 * MS)).isTrue();
        assertThat(attempt.tick(40 * MS)).as("queued already").isFalse();
        assertThat(cases(attempt)).containsExactly(EventCase.STARTED);
        assertThat(attempt.tick(60 * MS)).as("told already").isFalse();

        attempt.completed(OUTPUT);
        List<TaskEvent> last = attempt.take("w", 5);
        assertThat(last).extracting(TaskEvent::getEventCase).containsExactly(EventCase.COMPLETED);
        assertThat(last.getFirst().getStartedAtUs()).isEqualTo(1);
    }

    @Test
    void onlyTheNewestProgressIsToldAndNoneAfterTheEnd() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());
        attempt.progressed(10, "a", ByteString.EMPTY, MS);
        attempt.progressed(700, "b", ByteString.EMPTY, 2 * MS);

        List<TaskEvent> events = attempt.take("w", 5);

        assertThat(events)
                .extracting(TaskEvent::getEventCase)
                .containsExactly(EventCase.STARTED, EventCase.PROGRESSED);
        assertThat(events.getLast().getProgressed().getPercent()).isEqualTo(100);
        attempt.completed(OUTPUT);
        assertThat(attempt.progressed(20, "late", OUTPUT, 3 * MS)).isFalse();
        assertThat(cases(attempt)).containsExactly(EventCase.COMPLETED);
    }

    @Test
    void theSlotIsFreeWhenTheThreadHasEndedAndTheEndIsAcknowledged() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());
        attempt.completed(OUTPUT);
        cases(attempt);

        assertThat(attempt.acknowledged()).as("its thread still runs").isFalse();
        assertThat(attempt.threadEnded()).isTrue();
    }

    @Test
    void anEndThatDidNotGetThroughIsTakenAgain() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());
        attempt.completed(OUTPUT);
        cases(attempt);

        assertThat(attempt.lostReport()).isTrue();

        assertThat(cases(attempt)).containsExactly(EventCase.COMPLETED);
        attempt.threadEnded();
        assertThat(attempt.acknowledged()).isTrue();
        assertThat(attempt.lostReport()).as("it is durable").isFalse();
    }

    @Test
    void anAttemptPastItsRunTimeoutIsInterruptedAndToldAtOnce() {
        Attempt attempt = begun(Timeouts.newBuilder().setRunMs(100).build());

        assertThat(attempt.tick(100 * MS)).isTrue();
        cases(attempt);
        assertThat(attempt.tick(101 * MS)).isTrue();

        List<TaskEvent> events = attempt.take("w", 5);
        assertThat(events.getLast().getFailed().getTimedOut()).isTrue();
        assertThat(events.getLast().getFailed().getError().getCode()).isEqualTo("run-timeout");
        assertThat(attempt.completed(OUTPUT)).as("too late").isFalse();
        assertThat(attempt.interrupted()).isFalse();
    }

    @Test
    void aHandlerThatGivesNoSignOfLifeTimesOutAndOneThatDoesLives() {
        Attempt silent = begun(Timeouts.newBuilder().setHeartbeatMs(50).build());
        Attempt alive = begun(Timeouts.newBuilder().setHeartbeatMs(50).build());
        alive.progressed(1, "", ByteString.EMPTY, 40 * MS);

        silent.tick(60 * MS);
        alive.tick(60 * MS);

        assertThat(silent.take("w", 5).getLast().getFailed().getError().getCode())
                .isEqualTo("heartbeat-timeout");
        assertThat(cases(alive)).doesNotContain(EventCase.FAILED);
    }

    @Test
    void detailsAreToldBeforeAnEndAfterWhichAnotherAttemptMayCome() {
        Attempt failing = begun(Timeouts.getDefaultInstance());
        Attempt drained = begun(Timeouts.getDefaultInstance());
        Attempt completing = begun(Timeouts.getDefaultInstance());
        for (Attempt attempt : List.of(failing, drained, completing)) {
            attempt.progressed(10, "a", DETAILS, MS);
            attempt.progressed(11, "newer, but without details", ByteString.EMPTY, MS);
        }
        failing.failed("x", "", true);
        drained.drain();
        drained.interrupted();
        completing.completed(OUTPUT);

        List<TaskEvent> events = failing.take("w", 5);
        assertThat(events)
                .extracting(TaskEvent::getEventCase)
                .containsExactly(EventCase.PROGRESSED, EventCase.FAILED);
        assertThat(events.getFirst().getProgressed().getData()).isEqualTo(DETAILS);
        assertThat(events.getFirst().getProgressed().getPercent()).isEqualTo(11);
        assertThat(cases(drained)).containsExactly(EventCase.PROGRESSED, EventCase.RETURNED);
        assertThat(cases(completing)).containsExactly(EventCase.COMPLETED);
    }

    @Test
    void detailsThatDidNotGetThroughAreToldAgain() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());
        attempt.progressed(10, "a", DETAILS, MS);
        attempt.failed("x", "", true);
        cases(attempt);

        assertThat(attempt.lostReport()).isTrue();

        assertThat(cases(attempt)).containsExactly(EventCase.PROGRESSED, EventCase.FAILED);
        attempt.acknowledged();
        assertThat(cases(attempt)).isEmpty();
    }

    @Test
    void aHandlerThatTakesMoreTimeRunsOnToItsNewDeadline() {
        Attempt attempt = begun(Timeouts.newBuilder().setRunMs(100).build());
        assertThat(attempt.extendedLeft(MS)).isZero();

        assertThat(attempt.extend(300, 1_000, 50 * MS)).isEqualTo(300);

        assertThat(attempt.extendedLeft(150 * MS)).isEqualTo(200);
        attempt.tick(349 * MS);
        assertThat(cases(attempt)).containsExactly(EventCase.STARTED);
        assertThat(attempt.tick(351 * MS)).isTrue();
        assertThat(attempt.take("w", 5).getLast().getFailed().getError().getMessage())
                .isEqualTo("no end after 350 ms");
    }

    @Test
    void moreTimeIsBoundedAndNeverTakesAnyAway() {
        Attempt attempt = begun(Timeouts.newBuilder().setRunMs(100).build());
        Attempt longer = begun(Timeouts.newBuilder().setRunMs(5_000).build());
        Attempt endless = begun(Timeouts.getDefaultInstance());

        assertThat(attempt.extend(10, 1_000, 0)).as("it had more").isEqualTo(100);
        assertThat(attempt.extend(Long.MAX_VALUE / 2, 1_000, 400 * MS)).isEqualTo(600);
        assertThat(longer.extend(9_000, 1_000, 1_000 * MS)).as("its own").isEqualTo(4_000);
        assertThat(endless.extend(10, 1_000, 0)).isZero();
        assertThat(endless.extendedLeft(MS)).isZero();
    }

    @Test
    void takingMoreTimeIsASignOfLife() {
        Attempt attempt = begun(Timeouts.newBuilder().setHeartbeatMs(50).setRunMs(1_000).build());
        attempt.extend(2_000, 5_000, 40 * MS);

        attempt.tick(60 * MS);

        assertThat(cases(attempt)).containsExactly(EventCase.STARTED);
    }

    @Test
    void aFailureTellsHowLongTheNextAttemptIsToWaitUpToADay() {
        Attempt patient = begun(Timeouts.getDefaultInstance());
        Attempt endless = begun(Timeouts.getDefaultInstance());
        patient.failed("busy", "later", true, Duration.ofSeconds(7));
        endless.failed("busy", "later", true, Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(patient.take("w", 5).getLast().getFailed().getRetryAfterMs()).isEqualTo(7_000);
        assertThat(endless.take("w", 5).getLast().getFailed().getRetryAfterMs())
                .isEqualTo(Limits.LONGEST_RETRY_AFTER_MILLIS);
    }

    @Test
    void aCancelledAttemptTellsNothingAndIsFreeWhenItsThreadEnds() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());

        assertThat(attempt.cancel()).isFalse();

        assertThat(attempt.interrupted()).isFalse();
        assertThat(attempt.completed(OUTPUT)).isFalse();
        assertThat(attempt.threadEnded()).isTrue();
    }

    @Test
    void anAttemptCancelledBeforeItBeganNeverBegins() {
        Attempt attempt = Assignments.attempt(Assignments.of("t", "{}"));

        assertThat(attempt.cancel()).isTrue();

        assertThat(attempt.begin(runner, 0, 1)).isFalse();
    }

    @Test
    void anAttemptInterruptedByADrainIsHandedBack() {
        Attempt attempt = begun(Timeouts.getDefaultInstance());

        attempt.drain();

        assertThat(attempt.interrupted()).isTrue();
        assertThat(cases(attempt)).containsExactly(EventCase.RETURNED);
    }

    private Attempt begun(Timeouts timeouts) {
        Attempt attempt = Assignments.attempt(Assignments.of("t", "{}", timeouts));
        assertThat(attempt.begin(runner, 0, 1)).isTrue();
        return attempt;
    }

    private static List<EventCase> cases(Attempt attempt) {
        return attempt.take("w", 5).stream().map(TaskEvent::getEventCase).toList();
    }
}
