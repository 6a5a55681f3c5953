package dev.minion.coordinator.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.contracts.LabelSyntax;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static final Map<String, String> LABELS =
            Map.of(
                    "zone",
                    "eu",
                    "gpu",
                    "a100",
                    "memory_gb",
                    "64",
                    "load",
                    "-1.5",
                    "x.io/disk",
                    "ssd");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zone = eu | true",
                "zone=eu | true",
                "zone == eu | true",
                "zone = us | false",
                "place = eu | false",
                "zone != us | true",
                "zone != eu | false",
                "place != eu | true",
                "gpu in (a100, h100) | true",
                "gpu in(h100) | false",
                "place in (eu) | false",
                "gpu notin (k80,m60) | true",
                "gpu notin (a100) | false",
                "place notin (eu) | true",
                "gpu | true",
                "place | false",
                "!place | true",
                "! gpu | false",
                "memory_gb > 32 | true",
                "memory_gb>64 | false",
                "memory_gb < 64.5 | true",
                "memory_gb < 64 | false",
                "load < -1 | true",
                "load > -2 | true",
                "zone > 1 | false",
                "zone < 1 | false",
                "place < 1 | false",
                "x.io/disk = ssd | true",
                "zone = eu, memory_gb > 32 , !place | true",
                "zone = eu,memory_gb > 99 | false",
                "in in (a) | false",
            })
    void matchesWhatItSays(String text, boolean expected) throws BadSelectorException {
        assertThat(Selector.parse(text).matches(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "=",
                "zone =",
                "zone = eu us",
                "zone eu",
                "zone = eu,",
                ", zone",
                "zone ~ eu",
                "zone = 'eu'",
                "zone = eu\n",
                "gpu in",
                "gpu in ()",
                "gpu in (a100",
                "gpu in (a100;h100)",
                "gpu inside (a100)",
                "memory_gb > lots",
                "memory_gb > 1e9",
                "memory_gb >",
                "memory_gb > 1234567890123456789012345678901",
                "a/b/c = d",
                "-zone = eu",
                "!",
                "!zone = eu",
                "Ä = ö",
            })
    void whatIsNoSelectorIsRefused(String text) {
        assertThatThrownBy(() -> Selector.parse(text))
                .isInstanceOf(BadSelectorException.class)
                .hasMessageStartingWith("is no selector of labels: at ");
    }

    @Test
    void theRefusalSaysWhereAndWhatWasExpected() {
        assertThatThrownBy(() -> Selector.parse("zone = eu, gpu in a100"))
                .hasMessage("is no selector of labels: at character 19 expected (");
        assertThatThrownBy(() -> Selector.parse("zone ="))
                .hasMessage("is no selector of labels: at its end expected the value of a label");
    }

    /** What is no number, or a longer one than anybody means, is on neither side of any. */
    @ParameterizedTest
    @CsvSource({
        "0, true, false",
        "-7, true, false",
        "007, false, false",
        "7.0, false, false",
        "7.01, false, true",
        "999999999999999999, false, true",
        "-999999999999999999, true, false",
        "1000000000000000000, false, true",
        "99999999999999999999999999999.5, false, false",
        "'', false, false",
        "-, false, false",
        ".5, false, false",
        "5., false, false",
        "5.-1, false, false",
        "+5, false, false",
        "5e1, false, false",
        "--5, false, false",
        "\u0665, false, false",
    })
    void onlyNumbersAreCompared(String value, boolean below, boolean above) throws Exception {
        Map<String, String> labels = Map.of("rack", value);

        assertThat(Selector.parse("rack < 7").matches(labels)).isEqualTo(below);
        assertThat(Selector.parse("rack > 7").matches(labels)).isEqualTo(above);
    }

    @Test
    void labelsHaveTheSyntaxOfKubernetes() {
        assertThat(LabelSyntax.isSound(LABELS)).isTrue();
        assertThat(LabelSyntax.isSound(Map.of("zone", "eu west"))).isFalse();
        assertThat(LabelSyntax.isSound(Map.of("", "eu"))).isFalse();
        assertThat(LabelSyntax.isSound(Map.of("zone", ""))).isFalse();
        assertThat(LabelSyntax.isSound(Map.of("zone", "x".repeat(64)))).isFalse();
    }
}
