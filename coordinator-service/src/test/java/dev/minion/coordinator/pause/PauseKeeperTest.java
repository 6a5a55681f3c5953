package dev.minion.coordinator.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.Standing;
import dev.minion.coordinator.schedule.core.ErrorRule;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.KeyName;
import dev.minion.coordinator.schedule.core.Paused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PauseKeeperTest {

    private static final ByteString ID = ByteString.copyFrom(new byte[16]);

    private final SourceDouble ledger = new SourceDouble();
    private final List<Event.StandingKnown> obeyed = new ArrayList<>();
    private final PausesInForce inForce = new PausesInForce();
    private final AtomicLong millis = new AtomicLong(5_000);
    private final PauseKeeper keeper =
            new PauseKeeper(ledger, obeyed::add, inForce, () -> Instant.ofEpochMilli(millis.get()));

    private static Pause pause(PauseScope scope, String namespace, String type, String key) {
        return Pause.newBuilder()
                .setId(ID)
                .setTarget(
                        PauseTarget.newBuilder()
                                .setScope(scope)
                                .setNamespace(namespace)
                                .setType(type)
                                .setKey(key))
                .build();
    }

    private static Pause ofType(String type) {
        return pause(PauseScope.PAUSE_TYPE, "", type, "");
    }

    @Test
    void thatNothingIsPausedIsTold() {
        assertThat(keeper.isKnown()).isFalse();

        keeper.look();

        assertThat(obeyed).containsExactly(Event.StandingKnown.NOTHING);
        assertThat(keeper.isKnown()).isTrue();
    }

    @Test
    void whatIsPausedIsToldByScope() {
        ledger.say(
                1,
                List.of(
                        pause(PauseScope.PAUSE_EVERYTHING, "", "", ""),
                        pause(PauseScope.PAUSE_NAMESPACE, "n", "", ""),
                        ofType("a"),
                        pause(PauseScope.PAUSE_KEY, "m", "", "k")));

        keeper.look();

        assertThat(obeyed)
                .extracting(Event.StandingKnown::paused)
                .containsExactly(
                        new Paused(true, Set.of("n"), Set.of("a"), Set.of(new KeyName("m", "k"))));
        assertThat(inForce.count()).isEqualTo(4);
    }

    @Test
    void rulesAreToldToo() {
        PauseTarget target = PauseTarget.newBuilder().setScope(PauseScope.PAUSE_TYPE).build();
        ledger.say(
                1,
                List.of(),
                PauseRule.newBuilder()
                        .setId(ID)
                        .setTarget(target)
                        .setErrorRate(0.5)
                        .setMinAttempts(10)
                        .setWindowMs(60_000)
                        .setPauseMs(5_000)
                        .build());

        keeper.look();

        assertThat(obeyed.getFirst().rules())
                .containsExactly(
                        new ErrorRule(new UUID(0, 0), target, 0.5, 10, 60_000_000_000L, 5_000));
    }

    @Test
    void onlyWhatHasChangedIsTold() {
        keeper.look();
        keeper.look();
        ledger.say(2, List.of(ofType("a")));
        keeper.look();
        ledger.say(3, List.of(ofType("a")));
        keeper.look();

        assertThat(obeyed).hasSize(2);
    }

    @Test
    void whereTheLedgerIsAwayWhatWasKnownStays() {
        ledger.say(1, List.of(ofType("a")));
        keeper.look();
        ledger.away = true;

        keeper.look();

        assertThat(obeyed).hasSize(1);
        assertThat(inForce.covering("n", "a", "")).isPresent();
        assertThat(inForce.covering("n", "b", "")).isEmpty();
    }

    @Test
    void whereTheLedgerHasNeverAnsweredNothingIsTold() {
        ledger.away = true;

        keeper.look();

        assertThat(obeyed).isEmpty();
        assertThat(keeper.isKnown()).isFalse();
    }

    @Test
    void aPauseEndsAtItsTimeByTheLedgersClockAlsoWhereTheLedgerIsAway() {
        ledger.say(1_000_000, List.of(ofType("a").toBuilder().setUntilUs(3_000_000).build()));
        keeper.look();
        ledger.away = true;
        millis.addAndGet(1_999);
        keeper.look();
        assertThat(obeyed).hasSize(1);

        millis.addAndGet(1);
        keeper.look();

        assertThat(obeyed).hasSize(2).last().isEqualTo(Event.StandingKnown.NOTHING);
        assertThat(inForce.count()).isZero();
    }

    @Test
    void ofLooksNowAndThenNoneRunsBesideAnotherAndWhatHasChangedIsAskedForAtOnce() {
        ledger.holds = true;
        keeper.look();
        keeper.look();
        assertThat(ledger.looks).isEqualTo(1);
        ledger.holds = false;
        ledger.say(7, List.of(ofType("a")));

        keeper.changed().await().indefinitely();

        assertThat(ledger.looks).isEqualTo(2);
        assertThat(inForce.count()).isEqualTo(1);
    }

    @Test
    void anAnswerThatWasOvertakenChangesNothing() {
        Standing before = ledger.said();
        ledger.holds = true;
        keeper.look();
        ledger.holds = false;
        ledger.say(7, List.of(ofType("a")));
        keeper.changed().await().indefinitely();

        ledger.held.getFirst().complete(before);

        assertThat(inForce.count()).isEqualTo(1);
        assertThat(obeyed).hasSize(1);
    }

    @Test
    void aTaskIsCoveredByTheOldestPauseThatMeansIt() {
        Pause namespace = pause(PauseScope.PAUSE_NAMESPACE, "n", "", "");
        Pause key = pause(PauseScope.PAUSE_KEY, "m", "", "k");
        ledger.say(1, List.of(namespace, ofType("a"), key));

        keeper.look();

        assertThat(inForce.covering("n", "a", "")).contains(namespace);
        assertThat(inForce.covering("m", "a", "k")).contains(ofType("a"));
        assertThat(inForce.covering("m", "b", "k")).contains(key);
        assertThat(inForce.covering("m", "b", "")).isEmpty();
    }
}
