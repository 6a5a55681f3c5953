package dev.minion.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchFileTest {

    private static final String GOOD =
            """
            name: two
            tasks:
              - ref: a
                name: first
                type: demo.echo
                input: {n: 1, big: 12345678901234567890, half: 0.5, yes: true, none: null, t: "1"}
              - name: second
                type: demo.echo
                dependencies: [a]
                result: true
                retry: {max_attempts: 2}
            report: {task: a, file: out.md}
            """;

    @Test
    void passesOnWhatTheInterfaceTakesAndKeepsWhatIsForTheCommandLine() {
        BatchFile batch = BatchFile.read(GOOD);

        assertThat(batch.name()).isEqualTo("two");
        assertThat(batch.tasks()).hasSize(2);
        assertThat(batch.tasks().get(0).path("input").toString())
                .isEqualTo(
                        "{\"n\":1,\"big\":12345678901234567890,\"half\":0.5,\"yes\":true,"
                                + "\"none\":null,\"t\":\"1\"}");
        assertThat(batch.tasks().get(1).has("result")).isFalse();
        assertThat(batch.results()).containsExactly(1);
        assertThat(batch.report()).contains(new BatchFile.Report(0, "out.md"));
    }

    @Test
    void findsTheLineOfWhatARefusalPointsTo() {
        BatchFile batch = BatchFile.read(GOOD);

        assertThat(batch.line("/tasks/1/retry/max_attempts")).isEqualTo(11);
        assertThat(batch.line("/tasks/0/input/no/such/field")).isEqualTo(6);
        assertThat(batch.line("/nowhere")).isEqualTo(1);
    }

    @Test
    void readsJsonTooAndASingleTaskAsABatchOfOne() {
        String task = "{\n  \"name\": \"one\",\n  \"type\": \"demo.echo\"\n}";

        BatchFile batch = BatchFile.readAny(task, Map.of());

        assertThat(batch.tasks()).hasSize(1);
        assertThat(batch.line("/tasks/0/type")).isEqualTo(3);
        assertThat(BatchFile.read("{\"tasks\": [" + task + "]}").tasks()).hasSize(1);
    }

    @Test
    void replacesItsVariablesAndNoOtherText() {
        String text =
                """
                variables: {host: a.example}
                tasks:
                  - {name: x, type: t, input: ["http://${host}/${path}", "$host", 1]}
                """;

        assertThat(BatchFile.read(text).tasks().get(0).path("input").toString())
                .isEqualTo("[\"http://a.example/${path}\",\"$host\",1]");
        assertThat(BatchFile.read(text, Map.of("host", "b")).tasks().toString())
                .contains("http://b/");
        assertThatThrownBy(() -> BatchFile.read(text, Map.of("hots", "b")))
                .hasMessage("there is no variable \"hots\"");
    }

    @Test
    void mergesAnchorsAndLetsTheTaskOverrideThem() {
        BatchFile batch =
                BatchFile.read(
                        """
                        tasks:
                          - &one
                            name: one
                            type: demo.echo
                          - <<: *one
                            name: two
                        """);

        assertThat(batch.tasks().get(1).path("name").asText()).isEqualTo("two");
        assertThat(batch.tasks().get(1).path("type").asText()).isEqualTo("demo.echo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                                    | 1 | the file is empty
                    'just a text'                                         | 1 | a batch is a mapping
                    'tasks: []'                                           | 1 | must be a list of tasks
                    'tasks:\\n- name: a\\n  type: b\\nextra: 1'           | 4 | no field "extra"
                    'tasks:\\n- name: a'                                  | 2 | has no "type"
                    'tasks:\\n- type: b\\n  name: [x]'                    | 3 | "name" must be a text
                    'tasks:\\n- {name: a, type: b, ref: r}\\n- {name: a, type: b, ref: r}' | 3 | the ref "r" is there twice
                    'tasks:\\n- name: a\\n  type: b\\n  dependencies:\\n  - gone'  | 5 | no task has the ref "gone"
                    'tasks:\\n- name: a\\n  type: b\\nreport: {task: x, file: y}'  | 4 | no task has the ref "x"
                    'tasks:\\n- name: a\\n  name: b\\n  type: c'          | 3 | is there twice
                    'tasks:\\n- name: "a'                                 | 2 | unexpected end
                    'tasks:\\n\\t- name: a'                               | 2 | cannot start any token
                    """)
    void namesTheLineOfWhatIsWrong(String text, int line, String complaint) {
        assertThatThrownBy(() -> BatchFile.read(text.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOfSatisfying(
                        FileError.class,
                        error -> {
                            assertThat(error.in("x.yaml")).contains(complaint);
                            assertThat(error.line()).isEqualTo(line);
                        });
    }
}
