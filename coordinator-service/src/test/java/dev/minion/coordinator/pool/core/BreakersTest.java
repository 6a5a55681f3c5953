package dev.minion.coordinator.pool.core;

import static dev.minion.coordinator.pool.core.Fleets.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who fails at a type gets no tasks of it, until it is tried again and does well. */
class BreakersTest {

    private final Fleets fleets = Fleets.of(StrategyName.ROUND_ROBIN);

    @BeforeEach
    void twoWorkers() {
        fleets.hear("bad", 20, "a", "b");
        fleets.hear("good", 20, "a", "b");
    }

    private void open(long now) {
        fleets.judge("bad", "a", 10, false, now);
        assertThat(fleets.breaker("bad", "a")).isEqualTo(BreakerState.OPEN);
    }

    private void fail(int attempts, long now) {
        fleets.judge("bad", "a", attempts, false, now);
    }

    private void succeed(int attempts, long now) {
        fleets.judge("bad", "a", attempts, true, now);
    }

    private BreakerState state() {
        return fleets.breaker("bad", "a");
    }

    @Test
    void aWorkerThatFailsAtATypeGetsNoMoreOfItAndAllElse() {
        open(SECOND);

        assertThat(fleets.assign("a", 10)).containsOnlyKeys("good");
        assertThat(fleets.assign("b", 10)).containsOnlyKeys("good", "bad");
    }

    @Test
    void fewAttemptsSayNothing() {
        fail(9, SECOND);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(fleets.assign("a", 10)).containsOnlyKeys("good", "bad");
    }

    @Test
    void whatWentWellBeforeTheFirstFailureCounts() {
        fleets.teach("bad", "a", 30, true, 5);

        fail(9, SECOND);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        fail(1, SECOND);

        assertThat(fleets.fleet.breakers().facts())
                .containsExactly(
                        new BreakerFacts("bad", "a", BreakerState.OPEN, 0.5, 20, 11 * SECOND));
    }

    @Test
    void failuresOfLongAgoDoNotCount() {
        fail(9, SECOND);

        fail(9, 62 * SECOND);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void afterItsTimeItGetsOneTaskAtATimeOnTrial() {
        open(SECOND);
        fleets.fleet.fade(10 * SECOND);
        assertThat(state()).isEqualTo(BreakerState.OPEN);

        fleets.fleet.fade(11 * SECOND);

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(fleets.assign("a", 10)).isEqualTo(Map.of("bad", 1, "good", 9));
        assertThat(fleets.assign("a", 5)).containsOnlyKeys("good");
    }

    @Test
    void threeTrialsThatGoWellCloseIt() {
        open(SECOND);
        fleets.fleet.fade(11 * SECOND);

        for (int i = 0; i < 3; i++) {
            assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
            assertThat(fleets.assign("a", 2)).containsOnlyKeys("good", "bad");
            succeed(1, 12 * SECOND);
            fleets.fleet.answered(fleets.known("bad"), "a", true, 5);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(fleets.assign("a", 10)).isEqualTo(Map.of("bad", 5, "good", 5));
    }

    @Test
    void aTrialThatFailsOpensItForTwiceAsLong() {
        open(SECOND);
        fleets.fleet.fade(11 * SECOND);

        fail(1, 12 * SECOND);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        fleets.fleet.fade(31 * SECOND);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
        fleets.fleet.fade(32 * SECOND);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(fleets.fleet.breakers().openings()).isEqualTo(2);
    }

    @Test
    void itIsNeverOpenForMoreThanFiveMinutes() {
        open(0);
        long now = 0;
        for (int i = 0; i < 10; i++) {
            now += 300 * SECOND;
            fleets.fleet.fade(now);
            assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
            fail(1, now);
        }
    }

    @Test
    void aTrialWithoutAnAnswerIsGivenUp() {
        open(SECOND);
        fleets.fleet.fade(11 * SECOND);
        assertThat(fleets.assign("a", 2)).containsOnlyKeys("good", "bad");
        fleets.fleet.fade(12 * SECOND);
        assertThat(fleets.assign("a", 2)).containsOnlyKeys("good");

        fleets.fleet.fade(22 * SECOND);

        assertThat(fleets.assign("a", 2)).containsOnlyKeys("good", "bad");
    }

    @Test
    void afterAWhileInGoodOrderItBeginsWithTheShortTimeAgain() {
        open(SECOND);
        fleets.fleet.fade(11 * SECOND);
        fail(1, 11 * SECOND);
        fleets.fleet.fade(31 * SECOND);
        succeed(3, 31 * SECOND);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        fleets.fleet.fade(331 * SECOND);
        open(331 * SECOND);
        fleets.fleet.fade(341 * SECOND);

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void whereAllHaveFailedItIsNotTheWorkersAndNobodyIsHeldBack() {
        open(SECOND);

        fleets.judge("good", "a", 10, false, SECOND);

        assertThat(fleets.assign("a", 10)).isEqualTo(Map.of("bad", 5, "good", 5));
    }

    @Test
    void onceOneOfThemIsWellAgainTheOthersAreTriedAtOnce() {
        open(SECOND);
        fleets.judge("good", "a", 10, false, SECOND);

        fleets.judge("good", "a", 3, true, 2 * SECOND);

        assertThat(fleets.breaker("good", "a")).isEqualTo(BreakerState.CLOSED);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void whoTakesNoWorkIsNobodyToFallBackOn() {
        open(SECOND);

        fleets.fleet.drain(fleets.known("good"));

        assertThat(fleets.assign("a", 10)).containsOnlyKeys("bad");
    }

    @Test
    void whatTheRouteDoesNotAdmitIsNobodyToFallBackOn() {
        open(SECOND);
        Route onlyBad = route("bad");
        Route any = new Route(Routing.newBuilder().setSlots(2).build());

        assertThat(fleets.fleet.preferred("a", onlyBad)).isSameAs(fleets.known("bad"));
        assertThat(fleets.fleet.preferred("a", any)).isSameAs(fleets.known("good"));
    }

    private static Route route(String worker) {
        return new Route(
                Routing.newBuilder().setWorker(WorkerWish.newBuilder().setId(worker)).build());
    }

    @Test
    void aTaskOfSeveralSlotsDoesNotWaitAtAWorkerThatIsHeldBack() {
        open(SECOND);
        fleets.fleet.take(fleets.known("good"), 15);
        fleets.fleet.take(fleets.known("bad"), 10);
        Route many = new Route(Routing.newBuilder().setSlots(12).build());

        assertThat(fleets.fleet.preferred("a", many)).isNull();
        assertThat(fleets.fleet.routes().patient("a", many)).isSameAs(fleets.known("good"));
    }

    @Test
    void aWorkerThatIsDeadIsForgotten() {
        open(SECOND);

        assertThat(fleets.fleet.hear(stopped(), SECOND)).isNotNull();
        fleets.fleet.fade(2 * SECOND);

        assertThat(fleets.fleet.breakers().facts()).isEmpty();
        assertThat(fleets.assign("a", 10)).containsOnlyKeys("good");
    }

    private static Heartbeat stopped() {
        return Heartbeat.newBuilder()
                .setWorkerId("bad")
                .setSequence(1_000)
                .addCapabilities("a")
                .setStopped(true)
                .build();
    }

    @Test
    void noMorePairsAreWatchedThanMay() {
        BreakerPolicy two = new BreakerPolicy(true, 20, SECOND, 10, 0.5, SECOND, SECOND, 3, 2);
        Breakers breakers = new Breakers(two, fleets.fleet.workers());
        Worker worker = fleets.known("bad");

        for (String type : new String[] {"a", "b", "c"}) {
            for (int i = 0; i < 10; i++) {
                breakers.ended(worker, type, false, fleets.quality, 0);
            }
        }

        assertThat(breakers.facts()).extracting(BreakerFacts::type).containsExactly("a", "b");
    }

    @Test
    void whereTheyAreTurnedOffNobodyIsHeldBack() {
        Breakers none = new Breakers(BreakerPolicy.OFF, fleets.fleet.workers());

        for (int i = 0; i < 30; i++) {
            none.ended(fleets.known("bad"), "a", false, fleets.quality, 0);
        }

        assertThat(none.facts()).isEmpty();
        assertThat(none.holding("a", null)).isNull();
    }
}
