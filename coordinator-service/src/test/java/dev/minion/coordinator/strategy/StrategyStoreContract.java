package dev.minion.coordinator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.coordinator.strategy.StrategyStore.Kept;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of strategies does. */
abstract class StrategyStoreContract {

    private static final OptionalLong ANY = OptionalLong.empty();

    abstract StrategyStore store();

    abstract void flush();

    @BeforeEach
    void empty() {
        flush();
    }

    @Test
    void anEmptyStoreKnowsNothing() {
        assertThat(await(store().choice())).isEmpty();
        assertThat(await(store().learned())).isEmpty();
    }

    @Test
    void aChoiceIsKeptWithAVersionThatRises() {
        assertThat(await(store().keep("one", ANY))).contains(new Kept(1, "one"));
        assertThat(await(store().keep("two", ANY))).contains(new Kept(2, "two"));

        assertThat(await(store().choice())).contains(new Kept(2, "two"));
    }

    @Test
    void anEmptyChoiceIsKeptToo() {
        assertThat(await(store().keep("one", ANY))).isPresent();
        assertThat(await(store().keep("", ANY))).contains(new Kept(2, ""));

        assertThat(await(store().choice())).contains(new Kept(2, ""));
    }

    @Test
    void aChoiceReplacesTheVersionThatItNamesAndNoOther() {
        assertThat(await(store().keep("one", OptionalLong.of(0)))).contains(new Kept(1, "one"));

        assertThat(await(store().keep("late", OptionalLong.of(0)))).isEmpty();
        assertThat(await(store().keep("early", OptionalLong.of(2)))).isEmpty();
        assertThat(await(store().choice())).contains(new Kept(1, "one"));
        assertThat(await(store().keep("two", OptionalLong.of(1)))).contains(new Kept(2, "two"));
    }

    @Test
    void aChoiceIsPutBackOnlyWhereNoneIsKept() {
        await(store().putBack(new Kept(7, "lost")));
        assertThat(await(store().choice())).contains(new Kept(7, "lost"));

        await(store().putBack(new Kept(9, "other")));

        assertThat(await(store().choice())).contains(new Kept(7, "lost"));
    }

    @Test
    void whatWasLearnedLastIsKept() {
        await(store().keepLearned("{\"a\":\"ä\"}"));
        await(store().keepLearned("{\"b\":2}"));

        assertThat(await(store().learned())).contains("{\"b\":2}");
    }

    @CanIgnoreReturnValue
    static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(10));
    }
}
