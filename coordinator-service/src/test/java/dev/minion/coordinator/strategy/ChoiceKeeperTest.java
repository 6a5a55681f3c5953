package dev.minion.coordinator.strategy;

import static dev.minion.coordinator.strategy.StrategyStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.doubles.BalancingDouble;
import dev.minion.coordinator.doubles.MemoryStrategyStore;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import dev.minion.coordinator.problem.ProblemException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChoiceKeeperTest {

    private static final OptionalLong ANY = OptionalLong.empty();
    private static final StrategyChoice CONFIGURED = StrategyChoice.of(StrategyName.LEAST_LOADED);
    private static final StrategyChoice RANDOM = StrategyChoice.of(StrategyName.RANDOM);
    private static final StrategyChoice TURNS = StrategyChoice.of(StrategyName.ROUND_ROBIN);

    private final MemoryStrategyStore store = new MemoryStrategyStore();
    private final BalancingDouble here = new BalancingDouble();
    private final BalancingDouble there = new BalancingDouble();
    private final ChoiceKeeper keeper = new ChoiceKeeper(here, store, new StoreNews());
    private final ChoiceKeeper other = new ChoiceKeeper(there, store, new StoreNews());

    @Test
    void withoutAChoiceTheEnvironmentDecides() {
        await(keeper.look());

        assertThat(keeper.standing()).isEqualTo(new Standing(CONFIGURED, 0, ""));
        assertThat(here.chosen()).isEmpty();
    }

    @Test
    void aChoiceIsInForceAtOnceHereAndWithTheNextLookElsewhere() {
        await(keeper.choose(RANDOM, ANY));
        assertThat(here.chosen()).containsExactly(RANDOM);

        await(other.look());
        await(other.look());

        assertThat(there.chosen()).containsExactly(RANDOM);
        assertThat(other.standing().version()).isEqualTo(1);
        assertThat(other.standing().configured()).isFalse();
    }

    @Test
    void aCoordinatorThatBeginsGoesByTheChoice() {
        await(keeper.choose(RANDOM, ANY));

        ChoiceKeeper next = new ChoiceKeeper(there, store, new StoreNews());
        await(next.look());

        assertThat(next.standing().choice()).isEqualTo(RANDOM);
    }

    @Test
    void aResetLetsTheEnvironmentDecideEverywhere() {
        await(keeper.choose(RANDOM, ANY));
        await(other.look());

        await(keeper.reset(ANY));
        await(other.look());

        assertThat(here.chosen()).containsExactly(RANDOM, CONFIGURED);
        assertThat(there.chosen()).containsExactly(RANDOM, CONFIGURED);
        assertThat(other.standing().configured()).isTrue();
    }

    @Test
    void aChoiceOverAnotherThanTheOneThatWasReadIsRefused() {
        await(keeper.choose(RANDOM, OptionalLong.of(0)));

        assertThatThrownBy(() -> await(other.choose(TURNS, OptionalLong.of(0))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(FailureCode.VERSION_MISMATCH));
        assertThat(there.chosen()).isEmpty();
    }

    @Test
    void whereTheStoreIsAwayNothingChanges() {
        await(keeper.choose(RANDOM, ANY));
        store.away(true);

        await(keeper.look());
        assertThatThrownBy(() -> await(keeper.choose(TURNS, ANY)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused ->
                                assertThat(refused.problem().code())
                                        .isEqualTo(FailureCode.UNAVAILABLE));

        assertThat(keeper.standing().choice()).isEqualTo(RANDOM);
        assertThat(here.chosen()).containsExactly(RANDOM);
    }

    @Test
    void aChoiceThatTheStoreHasLostIsPutBack() {
        await(keeper.choose(TURNS, ANY));
        await(keeper.choose(RANDOM, ANY));
        store.flush();

        await(keeper.look());

        assertThat(await(store.choice())).contains(keeper.standing().kept());
        await(other.look());
        assertThat(other.standing().choice()).isEqualTo(RANDOM);
    }

    @Test
    void aNewChoiceAfterALossIsSeenThoughItsVersionIsOld() {
        await(keeper.choose(TURNS, ANY));
        await(other.look());
        store.flush();

        await(keeper.choose(RANDOM, ANY));
        await(other.look());

        assertThat(other.standing().choice()).isEqualTo(RANDOM);
    }

    @Test
    void aChoiceThatCannotBeReadLeavesWhatIsInForce() {
        await(keeper.choose(RANDOM, ANY));
        assertThat(await(store.keep("{\"strategy\":\"of_tomorrow\"}", ANY))).isPresent();

        await(keeper.look());

        assertThat(keeper.standing().choice()).isEqualTo(RANDOM);
        assertThat(keeper.standing().version()).isEqualTo(2);
    }
}
