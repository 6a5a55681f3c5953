package dev.minion.coordinator.strategy;

import static dev.minion.coordinator.strategy.StrategyStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.coordinator.doubles.BalancingDouble;
import dev.minion.coordinator.doubles.MemoryStrategyStore;
import dev.minion.coordinator.pool.PoolSettings;
import dev.minion.coordinator.pool.core.Learned;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedKeeperTest {

    private static final Learned SLOW = new Learned("w1", "a", 40, 30, 4_000, 20, 8_000);
    private static final Learned FAST = new Learned("w2", "a", 8, 8, 80, 8, 160);

    private final MemoryStrategyStore store = new MemoryStrategyStore();
    private Instant now = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void whatOneCoordinatorLearnedTheNextOneKnows() {
        BalancingDouble first = new BalancingDouble();
        LearnedKeeper keeper = keeper(first);
        await(keeper.keep());
        first.remember(List.of(SLOW, FAST));
        await(keeper.keep());

        BalancingDouble next = new BalancingDouble();
        LearnedKeeper second = keeper(next);
        await(second.keep());

        assertThat(next.known()).containsExactly(SLOW, FAST);
        assertThat(keeper.remembered()).isZero();
        assertThat(second.remembered()).isEqualTo(2);
    }

    @Test
    void itHasFadedMeanwhile() {
        store(SLOW);
        now = now.plusSeconds(60);

        BalancingDouble next = new BalancingDouble();
        await(keeper(next).keep());

        assertThat(next.known()).containsExactly(SLOW.faded(0.5));
    }

    @Test
    void aClockThatIsBehindMakesNothingNewer() {
        store(SLOW);
        now = now.minusSeconds(3_600);

        BalancingDouble next = new BalancingDouble();
        await(keeper(next).keep());

        assertThat(next.known()).containsExactly(SLOW);
    }

    @Test
    void aCoordinatorThatCouldNotReadWritesNothingOverIt() {
        store(SLOW);
        store.away(true);
        BalancingDouble next = new BalancingDouble();
        LearnedKeeper keeper = keeper(next);
        await(keeper.keep());
        next.remember(List.of(FAST));
        store.away(false);

        await(keeper.keep());

        assertThat(next.known()).containsExactly(FAST, SLOW);
        await(keeper.keep());
        assertThat(LearnedText.read(await(store.learned()).orElseThrow()).items())
                .containsExactly(FAST, SLOW);
    }

    @Test
    void whatCannotBeReadIsAsIfItWereNotThere() {
        await(store.keepLearned("{\"items\":[{\"worker\":7}]}"));
        BalancingDouble next = new BalancingDouble();
        LearnedKeeper keeper = keeper(next);

        await(keeper.keep());
        next.remember(List.of(FAST));
        await(keeper.keep());

        assertThat(LearnedText.read(await(store.learned()).orElseThrow()).items())
                .containsExactly(FAST);
    }

    @Test
    void nothingIsWrittenWhereNothingIsKnown() {
        LearnedKeeper keeper = keeper(new BalancingDouble());
        await(keeper.keep());
        await(keeper.keep());

        assertThat(await(store.learned())).isEmpty();
    }

    @Test
    void onlySoManyAreWrittenThoseOfWhichMostIsKnown() {
        BalancingDouble first = new BalancingDouble();
        LearnedKeeper keeper = keeper(first, Map.of("minion.strategy.saved-pairs", "1"));
        await(keeper.keep());
        first.remember(List.of(FAST, SLOW));

        await(keeper.keep());

        assertThat(LearnedText.read(await(store.learned()).orElseThrow()).items())
                .containsExactly(SLOW);
    }

    private void store(Learned learned) {
        BalancingDouble first = new BalancingDouble();
        LearnedKeeper keeper = keeper(first);
        await(keeper.keep());
        first.remember(List.of(learned));
        await(keeper.keep());
    }

    private LearnedKeeper keeper(BalancingDouble balancing) {
        return keeper(balancing, Map.of());
    }

    private LearnedKeeper keeper(BalancingDouble balancing, Map<String, String> changed) {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withMapping(StrategySettings.class)
                        .withMapping(PoolSettings.class)
                        .withDefaultValues(changed)
                        .build();
        return new LearnedKeeper(
                balancing,
                store,
                new StoreNews(),
                config.getConfigMapping(StrategySettings.class),
                config.getConfigMapping(PoolSettings.class),
                () -> now);
    }
}
