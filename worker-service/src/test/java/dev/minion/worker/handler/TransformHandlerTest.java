package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.thisptr.jackson.jq.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformHandlerTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TransformHandler handler = handler(Map.of("minion.handlers.transform.time", "800ms"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                ".input.a ~ 1",
                ".input.b[] ~ [1,2,3]",
                "empty ~ null",
                ".input | {sum: (.b | add), top: (.b | max)} ~ {'sum':6,'top':3}",
                ".dependencies[0].output.x + .input.a ~ 6",
                ".dependencies | map({(.name): .output}) | add ~ {'first':{'x':5}}",
                "[.input.b[] | select(. > 1)] ~ [2,3]",
                "[.input.b | .[] as $x | $x * 2] ~ [2,4,6]",
                "reduce .input.b[] as $x (0; . + $x) ~ 6",
                "[foreach .input.b[] as $x (0; . + $x; .)] ~ [1,3,6]",
                "def twice(f): f | f; 3 | twice(. * .) ~ 81",
                "def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 5 | fac ~ 120",
                "\"n=\\(.input.a)\" ~ 'n=1'",
                "[limit(3; range(1e12))] ~ [0,1,2]",
                "try error(\"x\") catch . ~ 'x'",
                ".input.b |= map(. + 1) | .input.b ~ [2,3,4]",
                ".input.c[2] = 1 | .input.c ~ [null,null,1]",
                "[.input.b[1:][] | tostring] | join(\"-\") ~ '2-3'",
                "\"ab\" * 2 ~ 'abab'",
                "\"a1b22\" | [scan(\"[0-9]+\")] ~ ['1','22']",
                "\"aXbX\" | gsub(\"X\"; \"-\") ~ 'a-b-'",
                ".input as {a: $a, b: [$h]} | [$a, $h] ~ [1,1]",
                "[paths] | length ~ 12",
                ".input.missing // \"default\" ~ 'default'"
            })
    void anExpressionGivesItsResult(String expression, String result) throws Exception {
        Attempt attempt =
                attempt(expression, Attempt.json("{'a': 1, 'b': [1, 2, 3]}"))
                        .after("[{'id': 'i', 'name': 'first', 'output': {'x': 5}}]");

        assertThat(handler.run(attempt)).hasToString(Attempt.json(result).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def r: 1, r; [r]",
                "def r: 1, r; last(r)",
                "last(range(1e12))",
                "[range(1e12)]",
                "range(1e9)",
                "reduce range(1e12) as $x (0; . + 1)",
                "def f: f; f",
                "def f: 1, f; f",
                "def f: [f]; f",
                "1 | until(false; . + 1)",
                "1 | [recurse(. + 1)] | length",
                "reduce (.input[] + .input[] + .input[]) as $x (0; 1)",
                "(.input[] + .input[] == 0.5) // 1",
                "[.input[] as $a | .input[] as $b | .input[] as $c | select(false)]",
                "if .input[] + .input[] + .input[] > -1 then 1[]? else 1[]? end",
                "\"a\" * 1e9",
                "1e9 * \"a\"",
                "\"a\" * 4000000 * 1000",
                "reduce range(100) as $i (\"a\"; . + .)",
                "reduce range(100) as $i ([1]; . + .)",
                "reduce range(100) as $i ([1]; [., .])",
                "reduce range(100) as $i ({}; {a: ., b: .})",
                "reduce range(100) as $i (\"a\"; \"\\(.)\\(.)\")",
                "reduce range(5000) as $i (0; [.])",
                "[range(500000)] | join(\"x\" * 100000)",
                "\"x\" * 1000000 | gsub(\"x\"; \"y\" * 1000000)",
                ".input[1000000000] = 1",
                "null | setpath([1000000000]; 1)",
                "null | .[2000000000] |= 1",
                ".input | [.[], .[]] | [.[], .[]] | [.[], .[]] | [.[], .[]] | [.[], .[]] | length",
                "[range(300000)] | map(\"a\" * 1000)",
                "try last(range(1e12)) catch 2",
                "(\"a\" * 28 + \"!\") | test(\"^(a|a)+$\")"
            })
    void whatWouldNotEndOrGrowWithoutBoundEnds(String expression) {
        ArrayNode input = JSON.arrayNode();
        for (int i = 0; i < 100_000; i++) {
            input.add(i);
        }

        long start = System.nanoTime();
        HandlerException failure = failure(expression, input);

        assertThat(failure.code()).isEqualTo("expression-failed");
        assertThat(failure.getMessage())
                .containsPattern("steps|its time|[Mm]ore than|recurses|greater|deeper");
        assertThat(failure.retryable()).isFalse();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(4_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ENV",
                "env",
                "$ENV.PATH",
                "env.PATH",
                "input",
                "inputs",
                "debug",
                "debug_scope",
                "input_filename",
                "import \"a\" as a; 1",
                "include \"a\"; 1",
                "$__prog_args",
                "get_search_list",
                "halt",
                "system(\"id\")",
                "error(\"x\")",
                ".input | .a.b.c |",
                ")",
                "\"",
                "(",
                "1 / 0",
                "{} | .[0]"
            })
    void whatIsNotThereOrWrongFails(String expression) {
        HandlerException failure = failure(expression, Attempt.json("1"));

        assertThat(failure.code()).isEqualTo("expression-failed");
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void tooManyOrTooLargeResultsFail() {
        assertThat(failure("range(10001)", JSON.nullNode())).hasMessageContaining("10000 results");
        assertThat(failure("\"x\" * 1100000", JSON.nullNode())).hasMessageContaining("bytes");
    }

    @Test
    void tenThousandResultsAreAllowed() throws Exception {
        assertThat(handler.run(attempt("range(10000)", JSON.nullNode()))).hasSize(10_000);
    }

    @Test
    void aLongExpressionIsRefused() {
        HandlerException failure = failure("1 + ".repeat(3_000) + "1", JSON.nullNode());

        assertThat(failure.code()).isEqualTo("input-invalid");
    }

    @Test
    void aDeeplyNestedExpressionFailsOrEnds() {
        HandlerException failure =
                failure("(".repeat(5_000) + "error" + ")".repeat(5_000), JSON.nullNode());

        assertThat(failure.code()).isEqualTo("expression-failed");
    }

    @Test
    void whenAllPlacesAreTakenTheTaskMayBeTriedAgain() {
        handler =
                handler(
                        Map.of(
                                "minion.handlers.transform.time", "100ms",
                                "minion.handlers.transform.concurrency", "1",
                                "minion.handlers.transform.longest-wait", "100ms"));
        String stuck = "(\"a\" * 28 + \"!\") | test(\"^(a|a)+$\")";
        assertThat(failure(stuck, JSON.nullNode()).code()).isEqualTo("expression-failed");

        HandlerException failure = failure("1", JSON.nullNode());

        assertThat(failure.code()).isEqualTo("handler-failed");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void aNativeImageKeepsWhatTheGuardRewrites() throws IOException {
        Path library =
                Path.of(
                        URI.create(
                                String.valueOf(
                                        Scope.class
                                                .getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation())));
        try (JarFile jar = new JarFile(library.toFile())) {
            assertThat(jar.stream().map(TransformHandlerTest::className))
                    .filteredOn(name -> name.startsWith("net.thisptr.jackson.jq.internal.tree."))
                    .filteredOn(name -> !name.matches(".*\\$\\d+"))
                    .isSubsetOf(
                            JqReflection.class
                                    .getAnnotation(RegisterForReflection.class)
                                    .classNames());
        }
    }

    private static String className(JarEntry entry) {
        String name = entry.getName();
        return name.endsWith(".class") ? name.replace(".class", "").replace('/', '.') : "";
    }

    private static TransformHandler handler(Map<String, String> properties) {
        TransformSettings settings = Settings.of(TransformSettings.class, properties);
        return new TransformHandler(settings, new JqEvaluator(settings));
    }

    private static Attempt attempt(String expression, JsonNode input) {
        ObjectNode object = JSON.objectNode();
        object.put("expression", expression);
        object.set("input", input);
        return Attempt.of(object);
    }

    private HandlerException failure(String expression, JsonNode input) {
        return catchThrowableOfType(
                HandlerException.class, () -> handler.run(attempt(expression, input)));
    }
}
