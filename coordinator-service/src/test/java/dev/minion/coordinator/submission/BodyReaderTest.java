package dev.minion.coordinator.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.problem.FieldProblem;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may hold, and what each fault gets. */
class BodyReaderTest {

    private final BodyReader reader = new BodyReader(1_000);

    @Test
    void aTaskWithEveryMemberIsReadWhole() {
        NewTask task =
                sound(
                        """
                        {"ref": "r1", "name": "digest", "description": "d", "type": "http.call",
                         "priority": 7, "input": {"url":  "x", "n": [1, 2.0e3]},
                         "metadata": {"team": "a"}, "dependencies": ["r0", "r2"],
                         "on_dependency_failure": "skip", "run_after": "2026-12-01T01:00:00+01:00",
                         "retry": {"max_attempts": 5, "initial_delay": "500ms", "backoff": 1.5,
                                   "max_delay": "PT1M", "jitter": 0, "non_retryable": ["validation"],
                                   "on_exhausted": "pause"},
                         "timeouts": {"queue": "10m", "run": "1h", "heartbeat": "10s"},
                         "created_by": "me", "parent_id": "01900000-0000-7000-8000-000000000001",
                         "children": {"on_parent_end": "cancel", "on_child_failure": "ignore",
                                      "on_completion": "wait"},
                         "session_id": null}
                        """);

        assertThat(task.getInput().toStringUtf8())
                .isEqualTo("{\"url\":  \"x\", \"n\": [1, 2.0e3]}");
        assertThat(task.getMetadata().toStringUtf8()).isEqualTo("{\"team\": \"a\"}");
        assertThat(task.getPriority()).isEqualTo(7);
        assertThat(task.getDependenciesList()).containsExactly("r0", "r2");
        assertThat(task.getOnDependencyFailure()).isEqualTo(DependencyPolicy.DEPENDENCY_SKIP);
        assertThat(task.getRunAfterUs()).isEqualTo(1_796_083_200_000_000L);
        assertThat(task.getRetry().getInitialDelayMs()).isEqualTo(500);
        assertThat(task.getRetry().getMaxDelayMs()).isEqualTo(60_000);
        assertThat(task.getRetry().getPauseWhenExhausted()).isTrue();
        assertThat(task.getTimeouts().getQueueMs()).isEqualTo(600_000);
        assertThat(task.getTimeouts().getRunMs()).isEqualTo(3_600_000);
        assertThat(task.getParentId().size()).isEqualTo(16);
        assertThat(task.getChildren().getCancelOnParentEnd()).isTrue();
        assertThat(task.getChildren().getFailOnChildFailure()).isFalse();
        assertThat(task.getChildren().getWaitOnCompletion()).isTrue();
        assertThat(task.getSessionId()).isEmpty();
    }

    @Test
    void aPolicyThatTiesNothingIsNone() {
        NewTask task =
                sound(
                        """
                        {"name": "a", "type": "t",
                         "children": {"on_parent_end": "leave", "on_child_failure": "ignore",
                                      "on_completion": "complete"}}
                        """);

        assertThat(task.hasChildren()).isFalse();
    }

    @Test
    void aFlowIsReadWhole() {
        NewTask task =
                sound(
                        """
                        {"name": "a", "type": "t", "flow": {"key": "customer-7", "concurrency": 5,
                          "on_excess": "cancel_oldest", "rate": {"limit": 100, "per": "1m"},
                          "weight": 2.5}}
                        """);

        assertThat(task.getDemands().getFlow())
                .isEqualTo(
                        Flow.newBuilder()
                                .setKey("customer-7")
                                .setConcurrency(5)
                                .setOnExcess(ExcessPolicy.EXCESS_CANCEL_OLDEST)
                                .setRateLimit(100)
                                .setRatePerMs(60_000)
                                .setWeight(2.5)
                                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'concurrency': 1} | /flow/key",
                "{'key': ''} | /flow/key",
                "{'key': 'k', 'concurrency': 0} | /flow/concurrency",
                "{'key': 'k', 'concurrency': -1} | /flow/concurrency",
                "{'key': 'k', 'concurrency': 10001} | /flow/concurrency",
                "{'key': 'k', 'concurrency': 1, 'on_excess': 'drop'} | /flow/on_excess",
                "{'key': 'k', 'on_excess': 'reject'} | /flow/on_excess",
                "{'key': 'k', 'rate': {'limit': 1}} | /flow/rate/per",
                "{'key': 'k', 'rate': {'per': '1s'}} | /flow/rate/limit",
                "{'key': 'k', 'rate': {'limit': 0, 'per': '1s'}} | /flow/rate/limit",
                "{'key': 'k', 'rate': {'limit': 1, 'per': '10ms'}} | /flow/rate/per",
                "{'key': 'k', 'weight': 0} | /flow/weight",
                "{'key': 'k', 'weight': -1} | /flow/weight",
                "{'key': 'k', 'weight': 'NaN'} | /flow/weight",
                "{'key': 'k', 'wait': 1} | /flow/wait"
            })
    void aFlowThatMakesNoSenseIsRefusedWithItsPlace(String flow, String pointer) {
        String body = "{'name':'a','type':'t','flow':" + flow + "}";

        assertThat(fault(body.replace('\'', '"')).errors())
                .extracting(each -> each.pointer())
                .containsExactly(pointer);
    }

    @Test
    void routingIsReadWhole() {
        NewTask task =
                sound(
                        """
                        {"name": "a", "type": "t", "routing": {
                          "require": ["zone = eu, spot != true", "gpu in (a100, h100)"],
                          "prefer": [{"labels": "zone = eu-1", "weight": 10}, {"labels": "ssd"}],
                          "worker": {"id": "w-7"}, "avoid": {"id": "w-3", "mode": "prefer"},
                          "slots": 2}}
                        """);

        assertThat(task.getDemands().getRouting())
                .isEqualTo(
                        Routing.newBuilder()
                                .addRequire("zone = eu, spot != true")
                                .addRequire("gpu in (a100, h100)")
                                .addPrefer(
                                        Preference.newBuilder()
                                                .setLabels("zone = eu-1")
                                                .setWeight(10))
                                .addPrefer(Preference.newBuilder().setLabels("ssd").setWeight(1))
                                .setWorker(WorkerWish.newBuilder().setId("w-7"))
                                .setAvoid(WorkerWish.newBuilder().setId("w-3").setPrefer(true))
                                .setSlots(2)
                                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "{}", "{\"require\": []}", "{\"slots\": 1}", "{\"worker\": null}"})
    void routingThatAsksForNothingIsNone(String routing) {
        NewTask task = sound("{\"name\":\"a\",\"type\":\"t\",\"routing\":" + routing + "}");

        assertThat(task.hasDemands()).isFalse();
    }

    @Test
    void moreSelectorsThanThereMayBeAreAFault() {
        String many = "\"a\",".repeat(21);

        Problem problem =
                fault(
                        "{\"name\":\"a\",\"type\":\"t\",\"routing\":{\"require\":["
                                + many.substring(0, many.length() - 1)
                                + "]}}");

        assertThat(problem.errors())
                .extracting(FieldProblem::pointer)
                .containsExactly("/routing/require");
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        NewTask task = sound("{\"name\":\"a\",\"type\":\"t\"}");

        assertThat(task.getPriority()).isEqualTo(5);
        assertThat(task.getRetry()).isEqualTo(TaskRules.DEFAULT_RETRY);
        assertThat(task.getTimeouts()).isEqualTo(TaskRules.DEFAULT_TIMEOUTS);
        assertThat(task.getInput()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-2.5e3", "\"text\"", "true", "[]", "[[], {}]", "\"\\\\u0000\""})
    void anyJsonIsAnInputAndStaysAsItIs(String json) {
        NewTask task = sound("{\"name\":\"a\",\"type\":\"t\",\"input\": " + json + " }");

        assertThat(task.getInput().toStringUtf8()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"priority\": 0 | /priority",
                "\"priority\": 11 | /priority",
                "\"priority\": \"5\" | /priority",
                "\"priority\": 5.5 | /priority",
                "\"priority\": 99999999999999999999 | /priority",
                "\"metadata\": [] | /metadata",
                "\"metadata\": \"x\" | /metadata",
                "\"dependencies\": \"x\" | /dependencies",
                "\"dependencies\": [1] | /dependencies/0",
                "\"dependencies\": [\"a\", \"\"] | /dependencies/1",
                "\"dependencies\": [\"a\", \"b\", \"a\"] | /dependencies/2",
                "\"on_dependency_failure\": \"explode\" | /on_dependency_failure",
                "\"run_after\": \"tomorrow\" | /run_after",
                "\"run_after\": \"2026-12-01T00:00:00\" | /run_after",
                "\"run_after\": 5 | /run_after",
                "\"run_after\": \"+99999-12-01T00:00:00Z\" | /run_after",
                "\"retry\": 3 | /retry",
                "\"retry\": {\"max_attempts\": 0} | /retry/max_attempts",
                "\"retry\": {\"max_attempts\": 101} | /retry/max_attempts",
                "\"retry\": {\"backoff\": 0.5} | /retry/backoff",
                "\"retry\": {\"jitter\": 1.1} | /retry/jitter",
                "\"retry\": {\"initial_delay\": \"-1s\"} | /retry/initial_delay",
                "\"retry\": {\"initial_delay\": \"5s\", \"max_delay\": \"1s\"} | /retry/max_delay",
                "\"retry\": {\"non_retryable\": [\"\"]} | /retry/non_retryable/0",
                "\"retry\": {\"on_exhausted\": \"wait\"} | /retry/on_exhausted",
                "\"timeouts\": {\"run\": \"0s\"} | /timeouts/run",
                "\"timeouts\": {\"run\": \"31d\"} | /timeouts/run",
                "\"timeouts\": {\"run\": \"fast\"} | /timeouts/run",
                "\"timeouts\": {\"run\": 30} | /timeouts/run",
                "\"timeouts\": {\"queue\": \"PT0.0001S\"} | /timeouts/queue",
                "\"created_by\": \"\" | /created_by",
                "\"parent_id\": \"me\" | /parent_id",
                "\"children\": \"cancel\" | /children",
                "\"children\": {\"on_parent_end\": \"abandon\"} | /children/on_parent_end",
                "\"children\": {\"on_child_failure\": true} | /children/on_child_failure",
                "\"children\": {\"on_completion\": \"fail\"} | /children/on_completion",
                "\"routing\": \"eu\" | /routing",
                "\"routing\": {\"require\": \"zone = eu\"} | /routing/require",
                "\"routing\": {\"require\": [\"\"]} | /routing/require/0",
                "\"routing\": {\"require\": [\"zone = eu\", \"gpu in (\"]} | /routing/require/1",
                "\"routing\": {\"require\": [\"memory_gb > lots\"]} | /routing/require/0",
                "\"routing\": {\"prefer\": {}} | /routing/prefer",
                "\"routing\": {\"prefer\": [1]} | /routing/prefer/0",
                "\"routing\": {\"prefer\": [{\"weight\": 2}]} | /routing/prefer/0/labels",
                "\"routing\": {\"prefer\": [{\"labels\": \"a\", \"weight\": 0}]} | /routing/prefer/0/weight",
                "\"routing\": {\"prefer\": [{\"labels\": \"a\", \"weight\": 101}]} | /routing/prefer/0/weight",
                "\"routing\": {\"prefer\": [{\"labels\": \"a\", \"weight\": 1e999}]} | /routing/prefer/0/weight",
                "\"routing\": {\"prefer\": [{\"labels\": \"a\", \"weight\": \"NaN\"}]} | /routing/prefer/0/weight",
                "\"routing\": {\"worker\": \"w-1\"} | /routing/worker",
                "\"routing\": {\"worker\": {\"mode\": \"prefer\"}} | /routing/worker/id",
                "\"routing\": {\"avoid\": {\"id\": \"w\", \"mode\": \"soft\"}} | /routing/avoid/mode",
                "\"routing\": {\"slots\": 0} | /routing/slots",
                "\"routing\": {\"slots\": 1001} | /routing/slots",
                "\"routing\": {\"slots\": 1.5} | /routing/slots",
                "\"description\": {} | /description",
                "\"input\": {\"a\": 1, \"a\": 2} | /input/a",
                "\"input\": {\"x/y~\": {}, \"x/y~\": 2} | /input/x~1y~0",
                "\"priority\": 1, \"priority\": 2 | /priority",
                "\"created_by\": \"a\\u0000b\" | /created_by",
                "\"created_by\": \"a\\ud800b\" | /created_by",
                "\"input\": \"a\\u0000b\" | /input",
                "\"input\": [{\"a\\u0000b\": 1}] | /input",
                "\"metadata\": {\"k\": \"\\u0000\"} | /metadata",
            })
    void aFaultIsToldWithItsPointer(String member, String pointer) {
        Problem problem = fault("{\"name\":\"a\",\"type\":\"t\"," + member + "}");

        assertThat(problem.code()).isEqualTo(FailureCode.VALIDATION);
        assertThat(problem.errors()).extracting(FieldProblem::pointer).containsExactly(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /name /type",
                "{\"name\": null, \"type\": \"t\"} | /name",
                "{\"name\": \"\", \"type\": \"t\"} | /name",
                "{\"name\": \"a\"} | /type",
                "{\"name\": 1, \"type\": []} | /name /type",
            })
    void nameAndTypeAreNeeded(String body, String pointers) {
        assertThat(fault(body).errors())
                .extracting(FieldProblem::pointer)
                .containsExactly(pointers.split(" "));
    }

    @Test
    void namesAndTypesHaveTheirLongest() {
        String name = "ä".repeat(500);
        assertThat(sound("{\"name\":\"%s\",\"type\":\"t\"}".formatted(name)).getName())
                .isEqualTo(name);

        Problem problem =
                fault(
                        "{\"name\":\"%s\",\"type\":\"%s\"}"
                                .formatted("a".repeat(501), "t".repeat(101)));

        assertThat(problem.errors())
                .extracting(FieldProblem::pointer)
                .containsExactly("/name", "/type");
    }

    @Test
    void unknownFieldsAreToldWithTheirPath() {
        Problem problem =
                fault(
                        """
                        {"name": "a", "type": "t", "prio": {"deep": [1]},
                         "retry": {"attempts": 3}, "timeouts": {"total/all": "1s"}}
                        """);

        assertThat(problem.code()).isEqualTo(FailureCode.UNKNOWN_FIELD);
        assertThat(problem.errors())
                .extracting(FieldProblem::pointer)
                .containsExactly("/prio", "/retry/attempts", "/timeouts/total~1all");
    }

    @Test
    void theFirstTwentyFaultsAreTold() {
        StringBuilder body = new StringBuilder("{\"name\":\"a\",\"type\":\"t\"");
        for (int i = 0; i < 100; i++) {
            body.append(",\"f").append(i).append("\":1");
        }

        assertThat(fault(body.append('}').toString()).errors()).hasSize(20);
    }

    @Test
    void aPayloadOverTheLimitIsTooLarge() {
        String text = "x".repeat(999);

        assertThat(sound("{\"name\":\"a\",\"type\":\"t\",\"input\":\"" + text.substring(1) + "\"}"))
                .isNotNull();
        Problem problem = fault("{\"name\":\"a\",\"type\":\"t\",\"input\":\"" + text + "\"}");

        assertThat(problem.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
        assertThat(problem.errors()).extracting(FieldProblem::pointer).containsExactly("/input");
    }

    @Test
    void nestingHasItsDeepest() {
        assertThat(sound(nested(100))).isNotNull();
        assertThat(new BodyReader(100_000).one(bytes(nested(1_000))))
                .isInstanceOf(Draft.Faulty.class);
        assertThatThrownBy(() -> reader.one(bytes(nested(30_000))))
                .isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"name\":\"a\"",
                "{\"name\":\"a\",}",
                "{name: 1}",
                "{\"name\":\"a\"} {}",
                "{\"name\":\"a\nb\"}",
                "{\"name\":\"\u0000\"}",
                "{\"name\":tru}",
                "NaN",
                "{\"input\": [1, 2}",
                "{\"input\": 01}"
            })
    void textThatIsNotJsonEndsTheRequest(String body) {
        assertThatThrownBy(() -> reader.one(bytes(body)))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void malformedJsonIsToldWithItsPlace() {
        assertThatThrownBy(() -> reader.one(bytes("{\"name\": \"a\",\n  \"type\" \"t\"}")))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("line 2, column");
    }

    @Test
    void bytesThatAreNotUtf8EndTheRequest() {
        byte[] body = bytes("{\"name\":\"a\",\"type\":\"t\",\"input\":\"\u00ff\u00ff\"}");
        byte[] latin =
                new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> reader.one(latin))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void aBodyThatIsNoObjectIsRefusedOnce(String body) {
        assertThat(fault(body).errors()).containsExactly(new FieldProblem("", "must be an object"));
    }

    @Test
    void badItemsOfABatchHaveTheirPointersAndTheOthersGoOn() {
        List<Draft> drafts =
                reader.batch(
                        bytes(
                                """
                                {"tasks": [
                                  {"name": "a", "type": "t"},
                                  {"name": "a", "type": "t", "priority": 99, "input": [[[1]]]},
                                  17,
                                  {"name": "a", "type": "t", "retry": {"jitter": 7}},
                                  {"name": "z", "type": "t"}]}
                                """));

        assertThat(drafts).hasSize(5);
        assertThat(drafts.get(0)).isInstanceOf(Draft.Sound.class);
        assertThat(pointers(drafts.get(1))).containsExactly("/tasks/1/priority");
        assertThat(pointers(drafts.get(2))).containsExactly("/tasks/2");
        assertThat(pointers(drafts.get(3))).containsExactly("/tasks/3/retry/jitter");
        assertThat(drafts.get(4)).isInstanceOf(Draft.Sound.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /tasks",
                "{\"tasks\": []} | /tasks",
                "{\"tasks\": 5} | /tasks",
                "{\"tasks\": null} | /tasks",
                "{\"tasks\": [{\"name\":\"a\",\"type\":\"t\"}], \"x\": 1} | /x",
            })
    void theEnvelopeOfABatchIsHeldToItsForm(String body, String pointer) {
        assertThatThrownBy(() -> reader.batch(bytes(body)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().errors())
                                        .extracting(FieldProblem::pointer)
                                        .containsExactly(pointer));
    }

    @Test
    void theBatchHasItsLargest() {
        assertThat(reader.batch(bytes(batch(10_000)))).hasSize(10_000);
        assertThatThrownBy(() -> reader.batch(bytes(batch(10_001))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(FailureCode.BATCH_TOO_LARGE));
    }

    private static String batch(int tasks) {
        String task = "{\"name\":\"a\",\"type\":\"t\"}";
        return "{\"tasks\":[" + String.join(",", Collections.nCopies(tasks, task)) + "]}";
    }

    private static String nested(int depth) {
        return "{\"name\":\"a\",\"type\":\"t\",\"input\":"
                + "[".repeat(depth)
                + "]".repeat(depth)
                + "}";
    }

    private NewTask sound(String body) {
        Draft draft = reader.one(bytes(body));
        assertThat(draft).isInstanceOf(Draft.Sound.class);
        return ((Draft.Sound) draft).task().build();
    }

    private Problem fault(String body) {
        Draft draft = reader.one(bytes(body));
        assertThat(draft).isInstanceOf(Draft.Faulty.class);
        return ((Draft.Faulty) draft).problem();
    }

    private static List<String> pointers(Draft draft) {
        return ((Draft.Faulty) draft)
                .problem().errors().stream().map(FieldProblem::pointer).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
