package dev.minion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.cli.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest extends CommandTest {

    private static final String BATCH =
            """
            tasks:
              - {ref: a, name: first, type: demo.echo, input: {n: 1}}
              - {name: last, type: demo.echo, dependencies: [a], input: "the text", result: true, ref: b}
            report: {task: b, file: report.md}
            """;

    @Test
    void runShowsEachEndPrintsTheResultAndWritesTheReport() throws IOException {
        file("batch.yaml", BATCH);

        assertThat(minion("run", "batch.yaml")).isZero();

        assertThat(out())
                .contains("Submitted 2 tasks.")
                .contains("1/2  completed  first")
                .contains("2/2  completed  last")
                .contains("2 tasks in")
                .contains("\nthe text\n")
                .contains("Written to report.md");
        assertThat(directory.resolve("report.md")).hasContent("the text");
        assertThat(err()).isEmpty();
    }

    @Test
    void runEndsWithOneWhenATaskHasNotCompleted() throws IOException {
        file("batch.yaml", BATCH.replace("first, type: demo.echo", "first, type: demo.fail"));

        assertThat(minion("run", "batch.yaml")).isEqualTo(1);

        assertThat(out()).contains("failed     first  asked: as asked");
        assertThat(err()).contains("first (").contains("is failed: asked: as asked");
    }

    @Test
    void runAsJsonIsOneObjectAndNothingElse() throws IOException {
        file("batch.yaml", BATCH);

        assertThat(minion("run", "--json", "batch.yaml")).isZero();

        var answer = Output.JSON.readTree(out());
        assertThat(answer.path("completed").asBoolean()).isTrue();
        assertThat(answer.path("tasks")).hasSize(2);
        assertThat(answer.path("counts").path("completed").asInt()).isEqualTo(2);
    }

    @Test
    void runSubmitsAgainWithTheSameKeyWhenTheAnswerIsLost() throws IOException {
        file("batch.yaml", BATCH);
        coordinator.answerNext(503, "");
        coordinator.answerNext(503, "");

        assertThat(minion("run", "batch.yaml")).isZero();

        assertThat(coordinator.keys).hasSize(3);
        assertThat(coordinator.keys.stream().distinct()).hasSize(1);
    }

    @Test
    void runNamesTheLinesThatTheCoordinatorRefuses() throws IOException {
        file("batch.yaml", BATCH);
        coordinator.answerNext(
                422,
                "{\"status\":422,\"code\":\"validation\",\"detail\":\"Two fields are"
                        + " wrong.\",\"errors\":[{\"pointer\":\"/tasks/0/input/n\",\"detail\":\"must be"
                        + " even\"},{\"pointer\":\"/tasks/1/name\",\"detail\":\"must be longer\"}]}");

        assertThat(minion("run", "batch.yaml")).isEqualTo(2);

        assertThat(err()).isEqualTo("batch.yaml:2: must be even\nbatch.yaml:3: must be longer\n");
    }

    @Test
    void runRefusesABadFileBeforeAnythingIsAsked() throws IOException {
        file("batch.yaml", "tasks:\n  - name: x\n");

        assertThat(minion("run", "batch.yaml")).isEqualTo(2);
        assertThat(minion("run", "missing.yaml")).isEqualTo(2);

        assertThat(err())
                .isEqualTo(
                        "batch.yaml:2: the task has no \"type\"\nThere is no file missing.yaml.\n");
        assertThat(coordinator.requests).isEmpty();
    }

    @Test
    void showTellsTheTimelineWhereItIsWanted() {
        assertThat(minion("submit", "-t", "demo.fail", "-i", "{}")).isZero();
        String id = out().strip();
        coordinator.timeline =
                """
                {"items":[{"at":"T1","from":null,"to":"ready","attempt":0,"worker":null,"code":null,"reason":null},
                {"at":"T2","from":"ready","to":"failed","attempt":1,"worker":"w1","code":"asked","reason":"as asked"}],
                "truncated":false}\
                """;

        assertThat(minion("show", id, "--timeline")).isZero();

        assertThat(out().lines().map(String::strip))
                .contains(
                        "T1  -      ready   0        -",
                        "T2  ready  failed  1        w1      asked: as asked");
        assertThat(minion("show", id, "--timeline", "--json")).isZero();
        assertThat(out()).contains("\"timeline\"").contains("\"T2\"");
    }

    @Test
    void aTaskSaysWhichWorkerItWants() throws IOException {
        String[] wish = {
            "submit",
            "-t",
            "gpu.train",
            "--require",
            "zone = eu",
            "--require",
            "gpu, memory_gb > 32",
            "--prefer",
            "zone = eu-1:10",
            "--prefer",
            "disk",
            "--worker",
            "~worker-7",
            "--avoid",
            "worker-3",
            "--slots",
            "2"
        };
        assertThat(minion(wish)).isZero();

        assertThat(Output.JSON.readTree(coordinator.bodies.getLast()).path("routing"))
                .isEqualTo(
                        Output.JSON.readTree(
                                """
                                {"require": ["zone = eu", "gpu, memory_gb > 32"],
                                 "prefer": [{"labels": "zone = eu-1", "weight": 10.0},
                                            {"labels": "disk"}],
                                 "worker": {"id": "worker-7", "mode": "prefer"},
                                 "avoid": {"id": "worker-3", "mode": "require"},
                                 "slots": 2}
                                """));
        assertThat(minion("submit", "-t", "x", "--prefer", "zone:lots")).isEqualTo(2);
        assertThat(err()).contains("1 to 100");
        assertThat(minion("submit", "tasks.yaml", "--slots", "2")).isEqualTo(2);
    }

    @Test
    void workersAreListedWithTheirLabels() {
        coordinator.answerNext(
                200,
                """
                {"items": [{"id": "w-1", "status": "healthy", "running": 3, "capacity": 8,
                            "labels": {"gpu": "a100", "zone": "eu"}, "capabilities": ["a"]},
                           {"id": "w-2", "status": "dead", "running": 0, "capacity": 8,
                            "labels": {}, "capabilities": ["a"]}], "next_cursor": null}
                """);

        assertThat(minion("workers")).isZero();

        assertThat(out()).contains("gpu=a100,zone=eu").contains("LABELS");
    }

    @Test
    void workersThatAreKeptFromATypeAreListedOnceMore() {
        coordinator.answerNext(
                200,
                """
                {"items": [{"id": "w-1", "status": "healthy", "running": 3, "capacity": 8,
                            "labels": {}, "capabilities": ["a"],
                            "breakers": [{"type": "a", "state": "half_open", "failure_rate": 0.7,
                                          "attempts": 20, "retry_at": "2026-11-29T10:00:00Z"}]},
                           {"id": "w-2", "status": "healthy", "running": 0, "capacity": 8,
                            "labels": {}, "capabilities": ["a"], "breakers": []}],
                 "next_cursor": null}
                """);

        assertThat(minion("workers")).isZero();

        assertThat(out()).contains("BREAKER").contains("half open").contains("70 %");
        assertThat(out().lines().filter(line -> line.startsWith("w-2"))).hasSize(1);
    }

    @Test
    void submitPrintsTheIdAndShowTheTask() {
        assertThat(minion("submit", "-t", "demo.echo", "-i", "{\"a\": [1]}", "--key", "k"))
                .isZero();
        String id = out().strip();

        assertThat(minion("show", id)).isZero();

        assertThat(coordinator.keys).containsExactly("k");
        assertThat(out()).contains("status        ready").contains("\"a\" : [ 1 ]");
    }

    @Test
    void watchFollowsToTheEndAndSaysHowItEnded() {
        minion("submit", "-t", "demo.fail");
        String id = out().strip();
        resetOut();

        assertThat(minion("watch", id)).isEqualTo(1);

        assertThat(out().lines())
                .containsExactly(
                        "ready  attempt 1",
                        "running  attempt 1",
                        "failed  attempt 1  asked: as asked");
    }

    @Test
    void listShowsATableAndAsksForWhatIsWanted() {
        minion("submit", "-t", "demo.echo", "-n", "mine");

        assertThat(minion("list", "-s", "ready", "-s", "running", "--limit", "7")).isZero();

        assertThat(out()).contains("ID").contains("mine");
        assertThat(coordinator.requests.getLast())
                .contains("status=ready&status=running")
                .contains("limit=7")
                .contains("sort=-created_at");
    }

    @Test
    void whatTheCoordinatorRefusesIsOneSentence() {
        assertThat(minion("show", "unknown")).isEqualTo(1);
        assertThat(err()).isEqualTo("There is no such task.\n");

        assertThat(minion("show", "unknown", "--json")).isEqualTo(1);
        assertThat(out()).contains("\"code\" : \"task-not-found\"");
    }

    @Test
    void aCoordinatorThatIsGoneIsExitCodeThree() {
        coordinator.close();

        assertThat(minion("list")).isEqualTo(3);

        assertThat(err()).contains("does not answer").contains("./minion up");
        assertThat(err()).doesNotContain("Exception");
    }

    @Test
    void wrongUsageIsExitCodeTwoWithAHint() {
        assertThat(minion("show")).isEqualTo(2);
        assertThat(minion("no-such-command")).isEqualTo(2);
        assertThat(minion("list", "--limit", "many")).isEqualTo(2);
        assertThat(minion("submit")).isEqualTo(2);
        assertThat(minion("submit", "-t", "x", "-i", "{")).isEqualTo(2);
        assertThat(minion()).isEqualTo(2);

        assertThat(err()).contains("See ./minion show --help").contains("--input is not JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "logs",
                "run",
                "submit",
                "list",
                "show",
                "watch",
                "cancel",
                "workers",
                "queues",
                "strategy",
                "send",
                "inbox",
                "changes",
                "pause",
                "resume",
                "pauses",
                "pause-rules",
                "dead-letters",
                "dead-letters groups",
                "dead-letters replay",
                "dead-letters discard",
                "bulk",
                "purge",
                "restore-archive",
                "ledger-size",
                "migrate",
                "backup",
                "restore",
                "generate",
                "ledger",
                "ledger copy",
                "ledger index",
                "train",
                "bench",
                "test",
                "version"
            })
    void everyCommandHasHelpAndJson(String command) throws IOException {
        assertThat(minion((command + " --help").split(" ", -1))).isZero();

        assertThat(out()).contains("Usage: minion " + command).contains("--json");
        assertThat(
                        Files.readString(
                                Path.of(System.getProperty("minion.root", ".."), "docs/cli.md")))
                .contains("## minion " + command + "\n");
    }

    @Test
    void sendPrintsTheIdOfTheMessage() {
        coordinator.answerNext(201, "{\"id\":\"m-1\"}");

        assertThat(
                        minion(
                                "send",
                                "--from",
                                "planner",
                                "--role",
                                "reviewer",
                                "--key",
                                "k",
                                "-c",
                                "talk",
                                "{\"n\": 1}"))
                .isZero();

        assertThat(out()).isEqualTo("m-1\n");
        assertThat(coordinator.requests).containsExactly("POST /api/v1/messages");
        assertThat(coordinator.keys).containsExactly("k");
        assertThat(coordinator.bodies.getLast())
                .isEqualTo(
                        "{\"sender\":\"planner\",\"to\":{\"role\":\"reviewer\"},"
                                + "\"conversation\":\"talk\",\"body\":{\"n\":1}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send --from a 1",
                "send --from a --to b --role c 1",
                "send --to b 1",
                "send --from a --to b {",
                "inbox"
            })
    void aMessageWithoutWhatItNeedsIsWrongUsage(String line) {
        assertThat(minion(line.split(" ", -1))).isEqualTo(2);

        assertThat(coordinator.requests).isEmpty();
    }

    @Test
    void inboxShowsWhatWaitsAndAcknowledgesWhereItIsToldTo() {
        coordinator.answerNext(
                200,
                "{\"items\":[{\"id\":\"m-1\",\"sender\":\"planner\",\"conversation\":\"talk\","
                        + "\"position\":7,\"body\":{\"n\":1}}],\"next_cursor\":null}");
        coordinator.answerNext(200, "{\"status\":\"read\"}");

        assertThat(minion("inbox", "writer 1", "--wait", "5s", "--read")).isZero();

        assertThat(out())
                .contains("m-1")
                .contains("planner")
                .contains("talk")
                .contains("{\"n\":1}");
        assertThat(coordinator.requests)
                .containsExactly(
                        "GET /api/v1/agents/writer%201/inbox?wait=5s",
                        "POST /api/v1/agents/writer%201/inbox/m-1/ack");
    }

    @Test
    void changesAreShownPageByPageUntilThereAreNoMore() {
        coordinator.answerNext(200, changes("c-1", "null", "ready", false));
        coordinator.answerNext(200, changes("c-2", "\"ready\"", "failed", true));

        assertThat(minion("changes", "--after", "now", "-t", "demo.echo")).isZero();

        assertThat(coordinator.requests)
                .containsExactly(
                        "GET /api/v1/changes?after=now&type=demo.echo&limit=1000",
                        "GET /api/v1/changes?after=c-1&type=demo.echo&limit=1000");
        assertThat(out())
                .contains("t-1  demo.echo  ->  ready  attempt 1\n")
                .contains("t-1  demo.echo  ready  ->  failed  attempt 1\n")
                .endsWith("Go on from there: --after c-2\n");
    }

    @Test
    void whoFollowsChangesStaysWhenTheCoordinatorIsAwayAndGoesOnWhereItWas() {
        coordinator.answerNext(200, changes("c-1", "null", "ready", true));
        coordinator.answerNext(503, "");
        coordinator.answerNext(200, changes("c-2", "\"ready\"", "running", true));
        coordinator.answerNext(410, "{\"status\":410,\"code\":\"changes-forgotten\"}");

        assertThat(minion("changes", "--follow", "--json")).isEqualTo(1);

        assertThat(coordinator.requests)
                .containsExactly(
                        "GET /api/v1/changes?limit=1000",
                        "GET /api/v1/changes?after=c-1&wait=30s&limit=1000",
                        "GET /api/v1/changes?after=c-1&wait=30s&limit=1000",
                        "GET /api/v1/changes?after=c-2&wait=30s&limit=1000");
        assertThat(out().lines().limit(2))
                .allSatisfy(line -> assertThat(line).startsWith("{").contains("\"cursor\""));
        assertThat(out() + err()).contains("changes-forgotten");
    }

    private static String changes(String cursor, String from, String to, boolean caughtUp) {
        return """
        {"items":[{"cursor":"%1$s","task_id":"t-1","namespace":"default","type":"demo.echo",\
        "at":"2026-01-01T00:00:00.000000Z","from":%2$s,"to":"%3$s","attempt":1,"worker":null,\
        "code":null,"reason":null}],"next_cursor":"%1$s","caught_up":%4$s}\
        """
                .formatted(cursor, from, to, caughtUp);
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
