package dev.minion.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.ledger.index.ListIndex.Filter;
import dev.minion.ledger.index.ListIndex.Order;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListIndexTest {

    private static final int POSTGRES_NAME = 63;

    @Test
    void eachIndexIsKnownByItsWordAndByItsName() {
        assertThat(ListIndex.common())
                .hasSize(13)
                .allSatisfy(
                        index -> {
                            assertThat(ListIndex.of(index.word())).contains(index);
                            assertThat(ListIndex.named(index.name())).contains(index);
                        });
        assertThat(ListIndex.of("metadata.a.b_C-priority"))
                .contains(new ListIndex(Filter.METADATA, "a.b_C", Order.PRIORITY));
    }

    @Test
    void theLongestNameFitsWithTheNameOfARange() {
        ListIndex longest = ListIndex.of("metadata." + "k".repeat(20) + "-priority").orElseThrow();

        assertThat(longest.nameOver("20260101t0000")).hasSizeLessThanOrEqualTo(POSTGRES_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status",
                "name-updated",
                "metadata",
                "metadata.",
                "metadata.a-b",
                "metadata.a'b",
                "metadata.aaaaaaaaaaaaaaaaaaaaa",
                "type.a",
                "type -updated"
            })
    void whatIsNoIndexIsRefused(String word) {
        assertThat(ListIndex.of(word)).isEmpty();
        assertThatThrownBy(() -> IndexWords.of(List.of("add", word)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wordsAreReadInAnyCaseButTooManyOrTooFew() {
        assertThat(IndexWords.of(List.of("drop", "type", "--json")).json()).isTrue();
        assertThat(IndexWords.of(List.of("list")).index()).isEmpty();
        for (List<String> wrong :
                List.of(
                        List.<String>of(),
                        List.of("add"),
                        List.of("list", "type"),
                        List.of("add", "type", "name"))) {
            assertThatThrownBy(() -> IndexWords.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
