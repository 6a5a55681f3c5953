package dev.minion.ledger.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.pause.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueWaitTest {

    private static final long SECOND = 1_000_000;
    private static final long MAY = 60 * SECOND;

    /** It became ready at second 1,000. */
    private static QueueWait at(long second, Stretch... pauses) {
        return QueueWait.of(MAY, 1_000 * SECOND, second * SECOND, List.of(pauses));
    }

    private static Stretch pause(long from, long until) {
        return new Stretch(from * SECOND, until == 0 ? Stretch.OPEN : until * SECOND);
    }

    @Test
    void withoutPausesItIsOverWhenTheClockSaysSo() {
        assertThat(at(1_059).over()).isFalse();
        assertThat(at(1_060).over()).isTrue();
    }

    @Test
    void afterAPauseItHasWhatWasLeft() {
        QueueWait wait = at(1_060, pause(1_010, 1_050));

        assertThat(wait.over()).isFalse();
        assertThat(wait.nextLookUs()).isEqualTo(40 * SECOND);
        assertThat(at(1_100, pause(1_010, 1_050)).over()).isTrue();
    }

    @Test
    void aPauseThatBeganAfterItWasOverDoesNotHelp() {
        assertThat(at(1_070, pause(1_061, 0)).over()).isTrue();
    }

    @Test
    void whileAPauseLastsTheLooksAreAsFarApartAsItHasLasted() {
        assertThat(at(1_060, pause(1_059, 0)).nextLookUs())
                .as("half a minute at least")
                .isEqualTo(30 * SECOND);
        assertThat(at(1_060, pause(1_010, 0)).nextLookUs()).isEqualTo(50 * SECOND);
        assertThat(at(9_000, pause(1_010, 0)).nextLookUs())
                .as("its queue timeout at most")
                .isEqualTo(MAY);
    }

    @Test
    void aLookIsNeverBeforeTheTaskMayHaveToEnd() {
        QueueWait wait = at(1_060, pause(1_005, 0));

        assertThat(wait.nextLookUs()).isGreaterThanOrEqualTo(MAY - 5 * SECOND);
    }
}
