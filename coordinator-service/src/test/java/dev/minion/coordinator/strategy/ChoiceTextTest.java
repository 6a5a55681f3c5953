package dev.minion.coordinator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import dev.minion.coordinator.problem.FieldProblem;
import dev.minion.coordinator.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceTextTest {

    @Test
    void aChoiceIsReadAsItWasWritten() {
        StrategyChoice choice =
                new StrategyChoice(
                        StrategyName.WEIGHTED_ROUND_ROBIN,
                        Map.of("http.call", StrategyName.LATENCY_BASED, "ä/b", StrategyName.RANDOM),
                        Map.of("worker-1", 2.5, "worker-2", 0.01));

        assertThat(read(ChoiceText.write(choice))).isEqualTo(choice);
    }

    @Test
    void typesAndWeightsMayBeLeftOut() {
        assertThat(read("{\"strategy\":\"random\"}"))
                .isEqualTo(StrategyChoice.of(StrategyName.RANDOM));
        assertThat(read("{\"strategy\":\"random\",\"types\":null,\"weights\":{}}"))
                .isEqualTo(StrategyChoice.of(StrategyName.RANDOM));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                  | /strategy    | is missing; there are round_robin
                    {"strategy":null}                                   | /strategy    | is missing; there are round_robin
                    {"strategy":"best"}                                 | /strategy    | is no strategy; there are round_robin
                    {"strategy":"Random"}                               | /strategy    | is no strategy; there are round_robin
                    {"strategy":3}                                      | /strategy    | must be a string
                    {"strategy":"random","types":{"a":"b"}}             | /types/a     | is no strategy; there are round_robin
                    {"strategy":"random","types":{"":"random"}}         | /types/      | must not be empty
                    {"strategy":"random","types":["a"]}                 | /types       | must be an object
                    {"strategy":"random","weights":{"w":"NaN"}}         | /weights/w   | must be a number
                    {"strategy":"random","weights":{"w":1e999}}         | /weights/w   | must be between 0.01 and 100.0
                    {"strategy":"random","weights":{"w":0}}             | /weights/w   | must be between 0.01 and 100.0
                    {"strategy":"random","weights":{"w":-1}}            | /weights/w   | must be between 0.01 and 100.0
                    {"strategy":"random","weights":{"w":null}}          | /weights/w   | must be a number
                    {"strategy":"random","weights":{"w":1,"w":2}}       | /weights/w   | is given twice
                    {"strategy":"random","weight":{"w":1}}              | /weight      | is not a known field
                    []                                                  | ''           | must be an object
                    """)
    void whatIsWrongIsToldWithItsPlace(String text, String pointer, String detail) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> read(text));

        FieldProblem first = problem.problem().errors().getFirst();
        assertThat(first.pointer()).isEqualTo(pointer);
        assertThat(first.detail()).startsWith(detail);
    }

    private static StrategyChoice read(String text) {
        return ChoiceText.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
