package dev.minion.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.tasks.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

    private static final Set<TaskStatus> TERMINAL =
            EnumSet.of(
                    TaskStatus.COMPLETED,
                    TaskStatus.FAILED,
                    TaskStatus.CANCELLED,
                    TaskStatus.TIMED_OUT,
                    TaskStatus.DEAD);

    @Test
    void theDiagramInTheArchitecturePageIsTheTable() throws IOException {
        Path page = Path.of(System.getProperty("minion.root", ".."), "ARCHITECTURE.md");
        assertThat(page).exists();
        String text = Files.readString(page);
        int from = text.indexOf("<!-- states -->");
        int to = text.indexOf("<!-- /states -->");
        assertThat(from).as("marker <!-- states -->").isNotNegative();
        assertThat(to).as("marker <!-- /states -->").isGreaterThan(from);

        List<String> drawn =
                text.substring(from, to)
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.contains("-->") && !line.startsWith("<!--"))
                        .map(line -> line.replaceFirst("\\s*:.*", ""))
                        .toList();

        assertThat(drawn)
                .as("the block between the markers must be:%n%s", Transitions.mermaid())
                .containsExactlyInAnyOrderElementsOf(Transitions.edges());
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskStatus.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TASK_STATUS_UNSPECIFIED", "UNRECOGNIZED"})
    void completedIsForEverAndOtherEndsOnlyStartAgain(TaskStatus to) {
        assertThat(Transitions.allowed(TaskStatus.COMPLETED, to)).isFalse();
        for (TaskStatus end : TERMINAL) {
            if (Transitions.allowed(end, to)) {
                assertThat(to).isIn(TaskStatus.READY, TaskStatus.BLOCKED);
            }
        }
    }

    @Test
    void everyStatusCanBeReachedAndEveryLiveOneLeft() {
        for (TaskStatus status : TaskStatus.values()) {
            if (status == TaskStatus.UNRECOGNIZED
                    || status == TaskStatus.TASK_STATUS_UNSPECIFIED
                    || status == TaskStatus.PENDING) {
                continue;
            }
            assertThat(TaskStatus.values()).anyMatch(from -> Transitions.allowed(from, status));
            assertThat(
                            Arrays.stream(TaskStatus.values())
                                    .noneMatch(to -> Transitions.allowed(status, to)))
                    .isEqualTo(status == TaskStatus.COMPLETED);
        }
    }
}
