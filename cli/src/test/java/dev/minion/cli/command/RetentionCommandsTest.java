package dev.minion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.cli.Output;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RetentionCommandsTest extends CommandTest {

    private static final String COUNTS =
            """
            "counts": [{"status": "completed", "type": "demo.echo", "tasks": 7, "progress": 9, "bytes": 2048}],
            "tasks": 7, "progress": 9, "bytes": 2048, "held": 2, "scanned": 12""";

    @Test
    void purgeFollowsToTheEndAndTellsWhatWent() {
        coordinator.answerNext(202, purge("tasks", false, "running", 0, "null"));
        coordinator.answerNext(503, "");
        coordinator.answerNext(200, purge("tasks", false, "running", 40, "\"disk is full\""));
        coordinator.answerNext(200, purge("tasks", false, "completed", 100, "null"));

        assertThat(minion("purge", "--older-than", "30d")).isZero();

        assertThat(coordinator.bodies.getFirst())
                .isEqualTo("{\"what\":\"tasks\",\"older_than\":\"30d\",\"dry_run\":false}");
        assertThat(coordinator.requests)
                .containsExactly(
                        "POST /api/v1/admin/purges",
                        "GET /api/v1/admin/purges/p1",
                        "GET /api/v1/admin/purges/p1",
                        "GET /api/v1/admin/purges/p1");
        assertThat(out())
                .contains("A step failed and is tried again: disk is full")
                .contains(" 40%  12 tasks looked at")
                .contains("completed  demo.echo  7      9         2.0 KiB")
                .endsWith("Removed 7 tasks (2.0 KiB); 2 that are old enough stay.\n");
    }

    @Test
    void onATerminalPurgeDrawsABar() {
        columns = 100;
        coordinator.answerNext(202, purge("tasks", false, "running", 0, "null"));
        coordinator.answerNext(200, purge("tasks", false, "running", 50, "null"));
        coordinator.answerNext(200, purge("tasks", false, "completed", 100, "null"));

        assertThat(minion("purge")).isZero();

        assertThat(out()).contains("█".repeat(15) + "░".repeat(15)).contains("\u001b[1A\u001b[J");
    }

    @Test
    void aDryRunOfProgressTellsWhatWouldGo() {
        coordinator.answerNext(200, purge("progress", true, "completed", 100, "null"));

        assertThat(minion("purge", "--progress", "--dry-run")).isZero();

        assertThat(coordinator.bodies.getFirst())
                .isEqualTo("{\"what\":\"progress\",\"older_than\":\"168h\",\"dry_run\":true}");
        assertThat(out()).contains("Would remove 9 progress records of 7 tasks (2.0 KiB)");
    }

    @Test
    void aPurgeOfMessagesTellsOfMessages() {
        coordinator.answerNext(202, purge("messages", false, "running", 0, "null"));
        coordinator.answerNext(
                200,
                """
                {"id": "p1", "what": "messages", "dry_run": false, "status": "completed",
                 "percent": 100, "error": null, "messages": 3, "deliveries": 30, "bytes": 4096,
                 "held": 0, "scanned": 4, "counts": [
                   {"status": null, "type": "role", "messages": 3, "deliveries": 30, "bytes": 4096}]}
                """);

        assertThat(minion("purge", "--messages", "--older-than", "1d")).isZero();

        assertThat(coordinator.bodies.getFirst())
                .isEqualTo("{\"what\":\"messages\",\"older_than\":\"1d\",\"dry_run\":false}");
        assertThat(out())
                .contains("4 messages looked at, 3 to go or gone")
                .contains("TO    MESSAGES  DELIVERIES  SIZE", "role  3         30          4.0 KiB")
                .endsWith(
                        "Removed 3 messages to 30 agents (4.0 KiB); 0 that are old enough stay.\n");
    }

    @Test
    void aPurgeIsOfOneThing() {
        assertThat(minion("purge", "--messages", "--progress")).isEqualTo(2);

        assertThat(coordinator.requests).isEmpty();
    }

    @Test
    void purgeAsJsonIsTheFinishedPurge() throws IOException {
        coordinator.answerNext(202, purge("tasks", false, "running", 0, "null"));
        coordinator.answerNext(200, purge("tasks", false, "completed", 100, "null"));

        assertThat(minion("purge", "--json")).isZero();

        assertThat(Output.JSON.readTree(out()).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void aDurationThatIsNoneIsWrongUsage() {
        coordinator.answerNext(
                422,
                "{\"status\":422,\"code\":\"validation-failed\",\"detail\":\"/older_than is wrong\","
                        + "\"errors\":[{\"pointer\":\"/older_than\",\"detail\":\"must be a duration\"}]}");

        assertThat(minion("purge", "--older-than", "long")).isEqualTo(2);

        assertThat(err()).contains("/older_than: must be a duration");
    }

    @Test
    void restoreGoesOnUntilAllIsBack() {
        coordinator.answerNext(
                200, "{\"restored\":3,\"skipped\":0,\"progress\":2,\"next_cursor\":\"c1\"}");
        coordinator.answerNext(
                200, "{\"restored\":1,\"skipped\":4,\"progress\":0,\"next_cursor\":null}");

        assertThat(
                        minion(
                                "restore-archive",
                                "--after",
                                "2026-11-01T00:00:00Z",
                                "--before",
                                "2026-11-02T00:00:00Z"))
                .isZero();

        assertThat(coordinator.bodies.getLast())
                .isEqualTo(
                        "{\"created_after\":\"2026-11-01T00:00:00Z\","
                                + "\"created_before\":\"2026-11-02T00:00:00Z\",\"cursor\":\"c1\"}");
        assertThat(out())
                .isEqualTo(
                        "3 so far\n"
                                + "Restored 4 tasks and 2 progress records; 4 were there already.\n");
    }

    @Test
    void restoreOfOneTaskThatWasNeverArchivedFails() throws IOException {
        coordinator.answerNext(
                404,
                "{\"status\":404,\"code\":\"task-not-found\",\"detail\":\"the archive has no such task\"}");
        assertThat(minion("restore-archive", "--id", "x")).isEqualTo(1);
        assertThat(err()).isEqualTo("the archive has no such task\n");

        coordinator.answerNext(
                200, "{\"restored\":1,\"skipped\":0,\"progress\":0,\"next_cursor\":null}");
        assertThat(minion("restore-archive", "--id", "x", "--json")).isZero();
        assertThat(Output.JSON.readTree(out()).path("restored").asInt()).isEqualTo(1);
    }

    @Test
    void restoreWantsOneTaskOrAWholeRange() {
        assertThat(minion("restore-archive")).isEqualTo(2);
        assertThat(minion("restore-archive", "--after", "2026-11-01T00:00:00Z")).isEqualTo(2);
        assertThat(minion("restore-archive", "--id", "x", "--before", "y")).isEqualTo(2);

        assertThat(coordinator.requests).isEmpty();
        assertThat(err()).contains("Name one task with --id");
    }

    @Test
    void ledgerSizeIsTwoTablesAndASum() {
        String size =
                """
                {"bytes": 3145728, "sampled": 0.5,
                 "tables": [{"name": "tasks", "rows": 3000, "bytes": 3145728}],
                 "groups": [{"namespace": "default", "type": "demo.echo", "tasks": 3000, "bytes": 512}]}
                """;
        coordinator.answerNext(200, size);

        assertThat(minion("ledger-size")).isZero();

        assertThat(out().lines())
                .containsExactly(
                        "TABLE  ROWS  SIZE",
                        "tasks  3000  3.0 MiB",
                        "",
                        "NAMESPACE  TYPE       TASKS  SIZE",
                        "default    demo.echo  3000   512 B",
                        "",
                        "All of it takes 3.0 MiB.",
                        "There are many tasks: those by namespace and type are an estimate.");
    }

    private static String purge(
            String what, boolean dryRun, String status, int percent, String error) {
        return """
        {"id": "p1", "what": "%s", "dry_run": %s, "status": "%s", "percent": %d, "error": %s, %s}
        """
                .formatted(what, dryRun, status, percent, error, COUNTS);
    }
}
