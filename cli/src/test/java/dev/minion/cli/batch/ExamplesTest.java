package dev.minion.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void theRepositoryReportFansOutAndInAndFailsOnce() throws IOException {
        Path file =
                Path.of(System.getProperty("minion.root", ".."), "examples/repository-report.yaml");

        BatchFile batch = BatchFile.read(Files.readString(file));

        assertThat(batch.tasks().size()).isGreaterThanOrEqualTo(30);
        assertThat(batch.tasks().findValuesAsText("type"))
                .contains("exec.run", "http.call", "data.transform", "demo.fail");
        assertThat(batch.results()).hasSize(1);
        assertThat(batch.report())
                .hasValueSatisfying(
                        report -> {
                            assertThat(report.file()).isEqualTo("repository-report.md");
                            assertThat(batch.tasks().get(report.task()).path("dependencies").size())
                                    .isGreaterThan(5);
                        });
    }
}
