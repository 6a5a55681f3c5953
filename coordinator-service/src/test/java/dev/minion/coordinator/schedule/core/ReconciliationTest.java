package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.Desk.SECOND;
import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.Ids;
import dev.minion.contracts.records.ReadyTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    @Test
    void whatIsReadToHealLostRecordsBeginsAtTheFirstTask() {
        Desk desk = Desk.settled(4);
        ReadyTask held = desk.task(5);
        desk.ready(held);

        desk.pass(5 * SECOND);

        Effect.RequestPage page = desk.all(Effect.RequestPage.class).getFirst();
        assertThat(page.places()).isEmpty();
        assertThat(page.after()).isEqualTo(-1);
        assertThat(page.waiting()).containsExactly(new Rank(5, Ids.fromBytes(held.getTaskId())));
    }

    @Test
    void aPriorityOfWhichNoRecordToldIsFound() {
        Desk desk = Desk.settled(4);
        desk.beat("w", 0);
        ReadyTask first = desk.task(5);
        ReadyTask second = desk.task(5);
        desk.ready(first);
        desk.ready(second);
        desk.passWith("w", 0, 5 * SECOND);

        desk.answerPage(List.of(second.toBuilder().setPriority(9).build()), false);
        desk.beat("w", 1);

        assertThat(desk.takeAssigned()).containsExactly(Ids.fromBytes(second.getTaskId()));
    }

    @Test
    void aLedgerThatAnswersAtOnceIsAskedEveryFiveSeconds() {
        Desk desk = Desk.settled(4);

        assertThat(askedIn(desk, 60 * SECOND, 0)).isBetween(11, 12);
    }

    @Test
    void aLedgerThatTakesLongIsAskedLessOften() {
        Desk desk = Desk.settled(4);

        assertThat(askedIn(desk, 60 * SECOND, 200 * MILLI)).isEqualTo(3);
    }

    @Test
    void howeverLongItTakesTheNextComesWithinHalfAMinute() {
        Desk desk = Desk.settled(4);

        assertThat(askedIn(desk, 90 * SECOND, 2 * SECOND)).isEqualTo(3);
    }

    /** How many pages are asked for, where each answer takes so long. */
    private static int askedIn(Desk desk, long nanos, long answerTakes) {
        int asked = 0;
        for (long until = desk.now + nanos; desk.now < until; ) {
            desk.pass(200 * MILLI);
            if (!desk.all(Effect.RequestPage.class).isEmpty()) {
                asked++;
                if (answerTakes > 0) {
                    desk.pass(answerTakes);
                }
                desk.answerPage(List.of(), false);
            }
        }
        return asked;
    }
}
