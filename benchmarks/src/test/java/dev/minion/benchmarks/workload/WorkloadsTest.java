package dev.minion.benchmarks.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.benchmarks.SuiteDouble;
import dev.minion.benchmarks.figures.Timed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

    private final SuiteDouble server = new SuiteDouble();
    private final Suite suite = new Suite(server.endpoint(), Duration.ofSeconds(20));

    WorkloadsTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void batchesCarryExactlyAsManyTasksAsAskedForAndTheirInputHas200Bytes() throws IOException {
        Timed timed = Flood.batches(suite, "w1", 3, 50).run(230);

        assertThat(timed.tasks()).isEqualTo(230);
        assertThat(timed.latencies()).hasSize(5);
        assertThat(server.tasks()).hasSize(230);
        assertThat(server.tasks())
                .allSatisfy(
                        task -> {
                            JsonNode input = task.path("input");
                            assertThat(input.toString().getBytes(UTF_8)).hasSize(200);
                            assertThat(task.path("type").asText()).isEqualTo("demo.echo");
                        });
        assertThat(server.tasks().stream().map(task -> task.path("session_id")).distinct())
                .as("one session a run, by which it is counted")
                .hasSize(1);
        assertThat(server.namespaces()).containsExactly("bench");
    }

    @Test
    void singleSubmissionsAreTimedOneByOne() throws IOException {
        Timed timed = Flood.singles(suite, 8).run(100);

        assertThat(server.tasks()).hasSize(100);
        assertThat(timed.latencies()).hasSize(100).doesNotContain(0);
    }

    @Test
    void oneAtATimeTimesEachTaskToItsVisibleResult() throws IOException {
        Timed timed = OneAtATime.tasks(suite).run(20);

        assertThat(server.tasks()).hasSize(20);
        assertThat(timed.latencies()).hasSize(20).doesNotContain(0);
    }

    @Test
    void aCallIsOneRequestThatIsAnsweredWithTheResult() throws IOException {
        Timed timed = OneAtATime.calls(suite).run(20);

        assertThat(server.tasks()).hasSize(20);
        assertThat(timed.latencies()).hasSize(20).doesNotContain(0);
        assertThat(server.paths()).hasSize(20).containsOnly("/api/v1/tasks?wait=30s");
    }

    @Test
    void aGraphIsThreeTasksOneAfterTheOther() throws IOException {
        Timed timed = Flood.graphs(suite, 2, 20).run(100);

        assertThat(timed.tasks()).as("whole graphs only").isEqualTo(99);
        assertThat(timed.latencies()).as("of 18 tasks each").hasSize(6);
        assertThat(server.tasks()).hasSize(99);
        assertThat(server.tasks().stream().filter(WorkloadsTest::dependent)).hasSize(66);
        assertThat(server.tasks().stream().filter(WorkloadsTest::dependent))
                .allSatisfy(
                        task -> {
                            String ref = task.path("ref").asText();
                            String before = ref.startsWith("b") ? "a" : "b";
                            assertThat(task.path("dependencies").get(0).asText())
                                    .isEqualTo(before + ref.substring(1));
                        });
        assertThat(server.paths()).contains("/api/v1/tasks/batch?atomic=false");
    }

    @Test
    void aLoneGraphIsTimedToTheResultOfItsLastTask() throws IOException {
        Timed timed = OneAtATime.graphs(suite).run(15);

        assertThat(timed.tasks()).isEqualTo(15);
        assertThat(timed.latencies()).hasSize(5).doesNotContain(0);
        List<String> last =
                server.tasks().stream()
                        .filter(task -> task.path("ref").asText().startsWith("c"))
                        .map(task -> "/api/v1/tasks/" + task.path("id").asText() + "?wait=30s")
                        .toList();
        assertThat(server.paths()).hasSize(10).containsAll(last);
    }

    private static boolean dependent(JsonNode task) {
        return task.has("dependencies");
    }

    @Test
    void aSubmissionThatMeetsABusySuiteIsSentAgain() throws IOException {
        server.busyAnswers.set(3);

        Timed timed = Flood.batches(suite, "w1", 2, 10).run(40);

        assertThat(timed.tasks()).isEqualTo(40);
        assertThat(server.tasks()).hasSize(40);
    }

    @Test
    void aTaskThatNeverCompletesEndsTheRunWithTheCounts() {
        server.stuckTasks.set(1);
        Suite hasty = new Suite(server.endpoint(), Duration.ofSeconds(1));

        assertThatThrownBy(() -> Flood.batches(hasty, "w1", 1, 10).run(30))
                .isInstanceOf(IOException.class)
                .hasMessage("29 of 30 tasks are recorded complete, 30 are known to the ledger");
    }

    @Test
    void aRefusedTaskEndsTheRun() {
        server.refusedTasks.set(1);

        assertThatThrownBy(() -> Flood.batches(suite, "w1", 1, 10).run(30))
                .isInstanceOf(IOException.class)
                .hasMessage("29 of 30 tasks were accepted");
    }
}
