package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.records.Heartbeat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static final long SECOND = 1_000_000_000L;

    private final Fleet fleet = owningAll(StrategyName.LEAST_LOADED);

    @Test
    void theLeastLoadedWorkerIsPreferredByItsShareOfCapacity() {
        Worker small = hear(fleet, "small", 2, 1, 0);
        Worker large = hear(fleet, "large", 10, 1, 0);
        fleet.take(small, 1);
        fleet.take(large, 1);
        fleet.take(large, 1);

        assertThat(fleet.preferred("a")).isSameAs(large); // 2 of 10 against 1 of 2
    }

    @Test
    void roundRobinGivesEachItsTurn() {
        Fleet rotating = owningAll(StrategyName.ROUND_ROBIN);
        hear(rotating, "one", 10, 1, 0);
        hear(rotating, "two", 2, 1, 0);
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Worker worker = Objects.requireNonNull(rotating.preferred("a"));
            rotating.take(worker, 1);
            chosen.add(worker.id());
        }

        assertThat(chosen).containsExactly("one", "two", "one", "two", "one", "one");
    }

    @Test
    void aFullWorkerIsNotPreferred() {
        Worker worker = hear(fleet, "w", 1, 1, 0);
        fleet.take(worker, 1);

        assertThat(fleet.preferred("a")).isNull();
        assertThat(fleet.serves("a")).isTrue();
    }

    @Test
    void aWorkerWithoutTheTypeIsNotPreferred() {
        hear(fleet, "w", 1, 1, 0);

        assertThat(fleet.preferred("b")).isNull();
        assertThat(fleet.serves("b")).isFalse();
    }

    @Test
    void anOldHeartbeatChangesNothing() {
        hear(fleet, "w", 5, 7, 0);

        assertThat(fleet.hear(beat("w", 1, 7).build(), SECOND)).isNull();
        assertThat(fleet.hear(beat("w", 1, 6).build(), SECOND)).isNull();
        assertThat(Objects.requireNonNull(fleet.worker("w")).capacity()).isEqualTo(5);
    }

    @Test
    void twoMissedHeartbeatsMakeAWorkerSuspectAndTheLeaseMakesItDead() {
        Worker worker = hear(fleet, "w", 5, 1, 0);

        assertThat(fleet.age(2 * SECOND)).isEmpty();
        assertThat(worker.state()).isEqualTo(WorkerState.HEALTHY);
        assertThat(fleet.age(3 * SECOND)).isEmpty();
        assertThat(worker.state()).isEqualTo(WorkerState.SUSPECT);
        assertThat(fleet.preferred("a")).isNull();
        assertThat(fleet.age(5 * SECOND)).containsExactly(worker);
        assertThat(worker.state()).isEqualTo(WorkerState.DEAD);
        assertThat(fleet.takeTypesChanged()).contains("a");
    }

    @Test
    void aDeadWorkerThatIsHeardAgainLives() {
        Worker worker = hear(fleet, "w", 5, 1, 0);
        assertThat(fleet.age(5 * SECOND)).hasSize(1);

        hear(fleet, "w", 5, 2, 6 * SECOND);

        assertThat(worker.state()).isEqualTo(WorkerState.HEALTHY);
        assertThat(fleet.preferred("a")).isSameAs(worker);
    }

    @Test
    void theDeadAreListedForTenMinutes() {
        hear(fleet, "w", 5, 1, 0);
        assertThat(fleet.age(5 * SECOND)).hasSize(1);

        assertThat(fleet.age(600 * SECOND)).isEmpty();
        assertThat(fleet.workers()).hasSize(1);
        assertThat(fleet.age(601 * SECOND)).isEmpty();
        assertThat(fleet.workers()).isEmpty();
        assertThat(fleet.preferred("a")).isNull();
    }

    @Test
    void onlySoManyOfTheDeadAreListed() {
        for (int i = 0; i < 150; i++) {
            hear(fleet, "w" + i, 5, 1, 0);
        }

        assertThat(fleet.age(5 * SECOND)).hasSize(150);

        assertThat(fleet.workers()).hasSize(100);
    }

    @Test
    void aDrainingWorkerGetsNothingNew() {
        hear(fleet, "w", 5, 1, 0);
        assertThat(fleet.hear(beat("w", 5, 2).setDraining(true).build(), SECOND)).isNotNull();

        assertThat(fleet.preferred("a")).isNull();
        assertThat(fleet.serves("a")).isFalse();
    }

    @Test
    void whatOthersRunThereIsNotFree() {
        Worker worker = hear(fleet, "w", 10, 1, 0);

        fleet.counted(worker, 4, 3);

        assertThat(worker.free()).isEqualTo(3);
    }

    @Test
    void afterARefusalAWorkerGetsNoMoreThanItHasUntilItsNextHeartbeat() {
        Worker worker = hear(fleet, "w", 10, 1, 0);
        fleet.take(worker, 1);
        fleet.take(worker, 1);
        fleet.free(worker, 1, false);

        fleet.refused(worker);

        assertThat(worker.free()).isZero();
        fleet.free(worker, 1, false);
        assertThat(worker.free()).isEqualTo(1);
        fleet.counted(worker, 0, 0);
        assertThat(worker.free()).isEqualTo(10);
    }

    @Test
    void aCoordinatorOfHalfThePartitionsUsesItsSlotsAndBorrowsHalfOfTheIdleOnes() {
        BitSet half = new BitSet();
        half.set(0, 3);
        fleet.own(half);
        Worker worker = hear(fleet, "w", 12, 1, 0);
        fleet.counted(worker, 0, 0);
        assertThat(worker.free()).isEqualTo(6);

        hear(fleet, "w", 12, 2, SECOND);
        fleet.counted(worker, 0, 0);

        assertThat(worker.free()).isEqualTo(9);
    }

    @Test
    void aWorkerThatChangesItsCapabilitiesIsFoundUnderTheNewOnes() {
        hear(fleet, "w", 5, 1, 0);
        Heartbeat changed = beat("w", 5, 2).clearCapabilities().addCapabilities("b").build();
        assertThat(fleet.hear(changed, SECOND)).isNotNull();

        assertThat(fleet.serves("a")).isFalse();
        assertThat(fleet.preferred("b")).isNotNull();
        assertThat(fleet.takeTypesChanged()).contains("a", "b");
    }

    private static Fleet owningAll(StrategyName strategy) {
        Fleet fleet =
                new Fleet(
                        new FleetPolicy(6, 4 * SECOND, 600 * SECOND, 100),
                        new Balance(
                                StrategyChoice.of(strategy),
                                new Quality(LearningPolicy.USUAL),
                                new SplittableRandom(1)),
                        BreakerPolicy.USUAL);
        BitSet all = new BitSet();
        all.set(0, 6);
        fleet.own(all);
        return fleet;
    }

    @CanIgnoreReturnValue
    private static Worker hear(Fleet fleet, String id, int capacity, long sequence, long now) {
        return Objects.requireNonNull(fleet.hear(beat(id, capacity, sequence).build(), now));
    }

    private static Heartbeat.Builder beat(String id, int capacity, long sequence) {
        return Heartbeat.newBuilder()
                .setWorkerId(id)
                .setCapacity(capacity)
                .setSequence(sequence)
                .setIntervalMs(1_000)
                .addCapabilities("a");
    }
}
