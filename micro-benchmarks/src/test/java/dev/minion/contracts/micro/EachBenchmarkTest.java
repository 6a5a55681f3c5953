package dev.minion.contracts.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs once, in this JVM: its figures mean nothing, but it does not rot. */
class EachBenchmarkTest {

    @Test
    void eachBenchmarkRuns(@TempDir Path folder) throws RunnerException, IOException {
        // Another run on this machine disturbs figures, and here are none.
        System.setProperty("jmh.ignoreLock", "true");
        Options once =
                new OptionsBuilder()
                        .forks(0)
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(1)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .param("workers", "4")
                        .param("labels", "apart")
                        .param("strategy", "capability_best")
                        .verbosity(VerboseMode.SILENT)
                        .output(folder.resolve("jmh.out").toString())
                        .build();

        Collection<RunResult> results = new Runner(once).run();

        assertThat(results).hasSize(known());
        assertThat(results)
                .allSatisfy(
                        result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
    }

    /** How many there are, as the compiler has written them down. */
    private static int known() throws IOException {
        try (InputStream list =
                EachBenchmarkTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list).isNotNull();
            return (int)
                    new String(list.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .count();
        }
    }
}
