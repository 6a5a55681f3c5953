package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StrategiesTest {

    @Test
    void eachStrategyIsKnownByItsNameAndNoOther() {
        assertThat(StrategyName.labels())
                .isEqualTo(
                        "round_robin, least_loaded, random, capability_best, latency_based,"
                                + " weighted_round_robin");
        assertThat(StrategyName.of("latency_based")).contains(StrategyName.LATENCY_BASED);
        assertThat(StrategyName.of("Latency_Based")).isEmpty();
        assertThat(StrategyName.of("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StrategyName.class)
    void noneGivesAWorkerMoreThanItHasSlotsFor(StrategyName strategy) {
        Fleets fleets = Fleets.of(strategy);
        fleets.hear("one", 3, "a", "b");
        fleets.hear("two", 5, "a");
        fleets.teach("one", "a", 20, true, 10);
        fleets.teach("two", "a", 20, true, 900);

        assertThat(fleets.assign("a", 8)).containsEntry("one", 3).containsEntry("two", 5);
        assertThat(fleets.fleet.preferred("a")).isNull();
        assertThat(fleets.fleet.hasFree("a")).isFalse();
        assertThat(fleets.fleet.hasFree("b")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(StrategyName.class)
    void aSlotThatWasTakenForAnotherTypeIsTaken(StrategyName strategy) {
        Fleets fleets = Fleets.of(strategy);
        fleets.hear("one", 2, "a", "b");
        assertThat(fleets.assign("a")).isEqualTo("one");
        assertThat(fleets.assign("b")).isEqualTo("one");

        assertThat(fleets.fleet.preferred("a")).isNull();
        assertThat(fleets.fleet.preferred("b")).isNull();
    }

    @ParameterizedTest
    @EnumSource(StrategyName.class)
    void workersThatAreAlikeGetTheSame(StrategyName strategy) {
        Fleets fleets = Fleets.of(strategy);
        for (int i = 0; i < 4; i++) {
            fleets.hear("w" + i, 1_000, "a");
        }

        Map<String, Integer> shares = fleets.assign("a", 2_000);

        assertThat(shares).hasSize(4);
        assertThat(shares.values())
                .allSatisfy(share -> assertThat(share).isCloseTo(500, within(100)));
    }

    @ParameterizedTest
    @EnumSource(StrategyName.class)
    void whatAStrategyChoosesFollowsFromItsSeed(StrategyName strategy) {
        Fleets one = new Fleets(StrategyChoice.of(strategy), 7);
        Fleets two = new Fleets(StrategyChoice.of(strategy), 7);
        for (Fleets fleets : List.of(one, two)) {
            fleets.hear("x", 50, "a");
            fleets.hear("y", 50, "a");
            fleets.teach("y", "a", 5, true, 100);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(one.assign("a")).isEqualTo(two.assign("a"));
        }
    }

    @Test
    void randomIsIndependentOfWhatItChoseBefore() {
        Fleets fleets = Fleets.of(StrategyName.RANDOM);
        fleets.hear("x", 100_000, "a");
        fleets.hear("y", 100_000, "a");
        int same = 0;
        String last = fleets.assign("a");
        for (int i = 0; i < 10_000; i++) {
            String next = fleets.assign("a");
            same += next.equals(last) ? 1 : 0;
            last = next;
        }

        assertThat(same).isCloseTo(5_000, within(250));
    }

    @Test
    void capabilityBestTakesTheFastAndReliableForEachType() {
        Fleets fleets = Fleets.of(StrategyName.CAPABILITY_BEST);
        for (String worker : List.of("left", "right", "flaky")) {
            fleets.hear(worker, 100, "a", "b");
        }
        fleets.teach("left", "a", 30, true, 100);
        fleets.teach("left", "b", 30, true, 400);
        fleets.teach("right", "a", 30, true, 400);
        fleets.teach("right", "b", 30, true, 100);
        fleets.teach("flaky", "a", 15, true, 90);
        fleets.teach("flaky", "a", 15, false, 1);
        fleets.teach("flaky", "b", 30, false, 1);

        assertThat(fleets.assign("a", 20)).containsOnlyKeys("left");
        assertThat(fleets.assign("b", 20)).containsOnlyKeys("right");
    }

    @Test
    void capabilityBestTurnsToTheNextBestBeforeTheBestHasTooMuchToDo() {
        Fleets fleets = Fleets.of(StrategyName.CAPABILITY_BEST);
        fleets.hear("best", 10, "a");
        fleets.hear("good", 10, "a");
        fleets.teach("best", "a", 30, true, 100);
        fleets.teach("good", "a", 30, true, 110);

        assertThat(fleets.assign("a", 12)).containsKeys("best", "good");
    }

    @ParameterizedTest
    @EnumSource(
            value = StrategyName.class,
            names = {"CAPABILITY_BEST", "LATENCY_BASED", "WEIGHTED_ROUND_ROBIN"})
    void aWorkerOfWhichNothingIsKnownIsTried(StrategyName strategy) {
        Fleets fleets = Fleets.of(strategy);
        fleets.hear("known", 100, "a");
        fleets.teach("known", "a", 60, true, 100);
        fleets.hear("fresh", 100, "a");

        assertThat(fleets.assign("a", 10)).containsKey("fresh");
    }

    @Test
    void aWorkerThatWasBadIsTriedAgainWhenThatIsForgotten() {
        Fleets fleets = Fleets.of(StrategyName.CAPABILITY_BEST);
        fleets.hear("good", 100, "a");
        fleets.hear("bad", 100, "a");
        fleets.teach("good", "a", 64, true, 100);
        fleets.teach("bad", "a", 64, false, 1);
        assertThat(fleets.assignAlone("a", 50)).containsOnlyKeys("good");

        long now = 0;
        for (int second = 0; second < 600; second++) {
            now += Fleets.SECOND;
            fleets.fleet.fade(now);
            fleets.teach("good", "a", 5, true, 100);
        }

        assertThat(fleets.assignAlone("a", 50)).containsKey("bad");
    }

    @Test
    void latencyBasedPrefersWhoAnswersSoonAndNotWhoFailsAtOnce() {
        Fleets fleets = Fleets.of(StrategyName.LATENCY_BASED);
        for (String worker : List.of("near", "far", "broken")) {
            fleets.hear(worker, 100, "a");
        }
        fleets.teach("near", "a", 30, true, 50);
        fleets.teach("far", "a", 30, true, 500);
        fleets.teach("broken", "a", 30, false, 1);

        assertThat(fleets.assignAlone("a", 50)).containsOnlyKeys("near");
    }

    @Test
    void weightedTurnsFollowSpeedSuccessAndSize() {
        Fleets fleets = Fleets.of(StrategyName.WEIGHTED_ROUND_ROBIN);
        fleets.hear("fast", 1_000, "a");
        fleets.hear("slow", 1_000, "a");
        fleets.hear("small", 100, "a");
        fleets.teach("fast", "a", 64, true, 100);
        fleets.teach("slow", "a", 64, true, 400);
        fleets.teach("small", "a", 64, true, 100);

        Map<String, Integer> shares = fleets.assign("a", 540);

        assertThat(shares.get("fast")).isCloseTo(400, within(10));
        assertThat(shares.get("slow")).isCloseTo(100, within(10));
        assertThat(shares.get("small")).isCloseTo(40, within(10));
    }

    @Test
    void aWeightMakesAWorkersTurnsMore() {
        Fleets fleets =
                new Fleets(
                        new StrategyChoice(
                                StrategyName.WEIGHTED_ROUND_ROBIN, Map.of(), Map.of("x", 3.0)),
                        1);
        fleets.hear("x", 1_000, "a");
        fleets.hear("y", 1_000, "a");

        Map<String, Integer> shares = fleets.assign("a", 400);

        assertThat(shares.get("x")).isCloseTo(300, within(5));
        assertThat(shares.get("y")).isCloseTo(100, within(5));
    }

    @Test
    void aWorkerThatWasFullDoesNotTakeTheTurnsThatItMissed() {
        Fleets fleets = Fleets.of(StrategyName.WEIGHTED_ROUND_ROBIN);
        fleets.hear("x", 10, "a");
        fleets.hear("y", 10, "a");
        assertThat(fleets.assign("a", 20)).containsEntry("x", 10).containsEntry("y", 10);
        for (int round = 0; round < 3; round++) {
            fleets.freeAll("y");
            assertThat(fleets.assign("a", 10)).containsOnlyKeys("y");
        }

        fleets.freeAll("x");
        fleets.freeAll("y");

        assertThat(fleets.assign("a", 10).get("x")).isBetween(4, 6);
    }

    @Test
    void aTypeMayHaveAStrategyOfItsOwn() {
        Fleets fleets =
                new Fleets(
                        new StrategyChoice(
                                StrategyName.ROUND_ROBIN,
                                Map.of("b", StrategyName.CAPABILITY_BEST),
                                Map.of()),
                        1);
        fleets.hear("x", 100, "a", "b");
        fleets.hear("y", 100, "a", "b");
        fleets.teach("x", "b", 30, true, 10);
        fleets.teach("y", "b", 30, true, 1_000);

        assertThat(fleets.assign("b", 10)).containsOnlyKeys("x");
        assertThat(fleets.assign("a", 10)).containsEntry("x", 5).containsEntry("y", 5);
    }

    @Test
    void anotherStrategyChoosesFromThenOnAndWhatIsHeldStays() {
        Fleets fleets = Fleets.of(StrategyName.ROUND_ROBIN);
        fleets.hear("x", 100, "a");
        fleets.hear("y", 100, "a");
        fleets.teach("x", "a", 30, true, 10);
        fleets.teach("y", "a", 30, true, 1_000);
        assertThat(fleets.assign("a", 10)).containsEntry("x", 5).containsEntry("y", 5);

        fleets.fleet.choose(StrategyChoice.of(StrategyName.CAPABILITY_BEST));

        assertThat(fleets.assign("a", 10)).containsOnlyKeys("x");
        assertThat(fleets.known("x").held()).isEqualTo(15);
        assertThat(fleets.known("y").held()).isEqualTo(5);
    }

    @Test
    void aWeightThatIsNoNumberIsNoWeight() {
        for (double weight : new double[] {Double.NaN, 0, -1, 1e9, Double.POSITIVE_INFINITY}) {
            assertThat(StrategyChoice.isWeight(weight)).isFalse();
            assertThatThrownBy(
                            () ->
                                    new StrategyChoice(
                                            StrategyName.RANDOM, Map.of(), Map.of("w", weight)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight of w");
        }
    }
}
