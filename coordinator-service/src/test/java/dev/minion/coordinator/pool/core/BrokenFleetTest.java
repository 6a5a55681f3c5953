package dev.minion.coordinator.pool.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that fails at everything, with and without breakers; {@code docs/breakers.md}. */
class BrokenFleetTest {

    private static final long SHOWN_SEED = 1;
    private static final String FROM = "<!-- broken fleet -->\n";
    private static final String TO = "<!-- /broken fleet -->";

    @ParameterizedTest
    @EnumSource(StrategyName.class)
    void whateverTheStrategyHardlyATaskIsLostAndTheWorkerComesBack(StrategyName strategy) {
        BrokenFleet.Result with = new BrokenFleet(strategy, true, 3).run();
        BrokenFleet.Result without = new BrokenFleet(strategy, false, 3).run();

        assertThat(with.share()).isGreaterThan(0.9995);
        assertThat(with.failed()).isLessThan(60).isLessThanOrEqualTo(without.failed());
        assertThat(with.back()).isPositive();
    }

    /** {@code -Dminion.docs.write=true} writes it. */
    @Test
    void theDocumentShowsTheTable() throws IOException {
        String table = table();
        System.out.println(table);
        Path page = Path.of(System.getProperty("minion.root", ".."), "docs", "breakers.md");
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

    private static String table() {
        Stream<String> head =
                Stream.of(
                        "| strategy | breakers | tasks that succeeded | failed attempts | mean ms |",
                        "| --- | --- | --- | --- | --- |");
        Stream<String> lines =
                Stream.of(StrategyName.ROUND_ROBIN, StrategyName.LEAST_LOADED)
                        .flatMap(
                                name ->
                                        List.of(false, true).stream()
                                                .map(with -> run(name, with).line()));
        return Stream.concat(head, lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private static BrokenFleet.Result run(StrategyName strategy, boolean breakers) {
        return new BrokenFleet(strategy, breakers, SHOWN_SEED).run();
    }
}
