package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six strategies on the same mixed fleet; {@code docs/strategies.md} has the table. */
class MixedFleetTest {

    private static final long SHOWN_SEED = 1;
    private static final String FROM = "<!-- mixed fleet -->\n";
    private static final String TO = "<!-- /mixed fleet -->";

    private static final List<StrategyName> LEARNING =
            List.of(
                    StrategyName.CAPABILITY_BEST,
                    StrategyName.LATENCY_BASED,
                    StrategyName.WEIGHTED_ROUND_ROBIN);

    @ParameterizedTest
    @ValueSource(longs = {SHOWN_SEED, 2, 3, 4, 5})
    void thoseThatLearnAreBetterThanTurnsByFarMoreThanChance(long seed) {
        Map<StrategyName, MixedFleet.Result> results = run(seed);
        MixedFleet.Result turns = of(results, StrategyName.ROUND_ROBIN);

        assertThat(LEARNING)
                .allSatisfy(
                        name -> {
                            MixedFleet.Result learned = of(results, name);
                            assertThat(
                                            learned.utilisationGain(turns) >= 0.15
                                                    || learned.latencyGain(turns) >= 0.30)
                                    .as("%s against %s", learned.line(), turns.line())
                                    .isTrue();
                        });
    }

    @Test
    void whatHappensFollowsFromTheSeed() {
        assertThat(new MixedFleet(StrategyName.RANDOM, 9).run())
                .isEqualTo(new MixedFleet(StrategyName.RANDOM, 9).run());
    }

    /** {@code -Dminion.docs.write=true} writes it. */
    @Test
    void theDocumentShowsTheTable() throws IOException {
        String table = table(run(SHOWN_SEED));
        System.out.println(table);
        Path page = Path.of(System.getProperty("minion.root", ".."), "docs", "strategies.md");
        String text = Files.readString(page);
        int from = text.indexOf(FROM) + FROM.length();
        int to = text.indexOf(TO);
        assertThat(from).isGreaterThan(FROM.length());
        assertThat(to).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("minion.docs.write")) {
            text = text.substring(0, from) + table + text.substring(to);
            Files.writeString(page, text);
            to = text.indexOf(TO);
        }

        assertThat(text.substring(from, to)).isEqualTo(table);
    }

    private static Map<StrategyName, MixedFleet.Result> run(long seed) {
        return Arrays.stream(StrategyName.values())
                .map(name -> new MixedFleet(name, seed).run())
                .collect(Collectors.toMap(MixedFleet.Result::strategy, Function.identity()));
    }

    private static MixedFleet.Result of(
            Map<StrategyName, MixedFleet.Result> results, StrategyName name) {
        return Objects.requireNonNull(results.get(name));
    }

    private static String table(Map<StrategyName, MixedFleet.Result> results) {
        Stream<String> head =
                Stream.of(
                        "| strategy | utilisation | mean ms | p99 ms | failed attempts |",
                        "| --- | --- | --- | --- | --- |");
        Stream<String> lines =
                Arrays.stream(StrategyName.values()).map(name -> of(results, name).line());
        return Stream.concat(head, lines).collect(Collectors.joining("\n", "", "\n"));
    }
}
