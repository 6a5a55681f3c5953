package dev.minion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bulk jobs and dead letters. */
class BulkCommandsTest extends CommandTest {

    private static String job(String status, int percent, String refusals) {
        return """
        {"id": "j1", "action": "cancel", "status": "%s", "dry_run": false, "percent": %d,
         "matched": 30, "done": 29, "refused": 1, "expected": 60, "expected_is_least": false,
         "tasks_per_s": 12.0, "refusals": [%s], "created_at": "2026-12-01T00:00:00.000000Z"}
        """
                .formatted(status, percent, refusals);
    }

    @Test
    void aJobIsBegunAndFollowedToItsEnd() {
        coordinator.answerNext(202, job("running", 0, ""));
        coordinator.answerNext(503, "");
        coordinator.answerNext(200, job("running", 50, ""));
        coordinator.answerNext(
                200,
                job(
                        "completed",
                        100,
                        "{\"code\": \"illegal-transition\", \"detail\": \"it has ended\", \"tasks\": 1,"
                                + " \"sample\": [\"t1\"]}"));

        assertThat(
                        minion(
                                "bulk",
                                "cancel",
                                "--type",
                                "demo.echo",
                                "-s",
                                "ready",
                                "--metadata",
                                "team=a",
                                "--rate",
                                "7",
                                "--reason",
                                "enough"))
                .isZero();

        assertThat(coordinator.bodies.getFirst())
                .isEqualTo(
                        "{\"action\":\"cancel\",\"filter\":{\"type\":\"demo.echo\","
                                + "\"metadata\":{\"team\":\"a\"},\"status\":[\"ready\"]},\"all\":false,"
                                + "\"dry_run\":false,\"rate\":7,\"reason\":\"enough\"}");
        assertThat(coordinator.requests)
                .containsExactly(
                        "POST /api/v1/bulk-jobs",
                        "GET /api/v1/bulk-jobs/j1",
                        "GET /api/v1/bulk-jobs/j1",
                        "GET /api/v1/bulk-jobs/j1");
        assertThat(out())
                .contains(" 50%  30 of 60 tasks, 1 refused, 12 a second")
                .contains("1 refused (illegal-transition): it has ended, such as t1")
                .endsWith("cancel j1 is completed: done with 29 of 30 tasks.\n");
    }

    @Test
    void jobsAreListedFollowedAndStopped() {
        coordinator.answerNext(200, "{\"items\": [" + job("running", 50, "") + "]}");
        assertThat(minion("bulk")).isZero();
        assertThat(out()).contains("j1  cancel  running  29    1        2026-12-01");

        coordinator.answerNext(200, job("completed", 100, ""));
        assertThat(minion("bulk", "--job", "j1")).isZero();
        coordinator.answerNext(200, job("cancelled", 50, ""));
        assertThat(minion("bulk", "--stop", "j1")).isZero();
        assertThat(coordinator.requests.getLast()).isEqualTo("POST /api/v1/bulk-jobs/j1/cancel");
        assertThat(minion("bulk", "cancel", "--job", "j1")).isEqualTo(2);
    }

    @Test
    void aFilterThatLeavesNothingOutIsWrongUsage() {
        coordinator.answerNext(
                422,
                "{\"status\":422,\"code\":\"filter-required\",\"detail\":\"the filter leaves nothing out\","
                        + "\"errors\":[{\"pointer\":\"/filter\",\"detail\":\"leaves nothing out\"}]}");

        assertThat(minion("bulk", "cancel")).isEqualTo(2);

        assertThat(err()).contains("/filter: leaves nothing out");
    }

    @Test
    void deadLettersAreListedAndGrouped() {
        coordinator.answerNext(
                200,
                """
                {"items": [{"id": "t1", "status": "dead", "attempt": 3, "type": "a.b", "name": "n",
                  "error": {"code": "broken", "message": "no"}}], "next_cursor": "c"}
                """);
        assertThat(minion("dead-letters", "--type", "a.b")).isZero();
        assertThat(coordinator.requests.getFirst())
                .isEqualTo("GET /api/v1/dead-letters?type=a.b&limit=50");
        assertThat(out()).contains("t1  3        a.b   n").contains("--cursor c");

        coordinator.answerNext(
                200,
                """
                {"items": [{"tasks": 2, "type": "a.b", "code": "broken", "cause": "no <n>",
                  "last_at": "2026-12-01T00:00:00.000000Z", "sample": ["t1"]}], "looked_at": 2,
                 "complete": false}
                """);
        assertThat(minion("dead-letters", "groups")).isZero();
        assertThat(out()).contains("2      a.b   broken").contains("no <n>").contains("newest 2");
    }

    @Test
    void aDeadLetterIsChangedAndReplayedOrDiscarded() {
        coordinator.answerNext(200, "{\"id\": \"t1\", \"status\": \"dead\"}");
        coordinator.answerNext(200, "{\"id\": \"t1\", \"status\": \"ready\"}");
        assertThat(minion("dead-letters", "replay", "t1", "--input", "{\"a\": 1}")).isZero();
        assertThat(coordinator.requests)
                .containsExactly(
                        "PATCH /api/v1/dead-letters/t1", "POST /api/v1/dead-letters/t1/replay");
        assertThat(coordinator.bodies.getFirst()).isEqualTo("{\"input\":{\"a\":1}}");
        assertThat(out()).isEqualTo("t1 is ready\n");

        coordinator.answerNext(200, "{\"id\": \"t1\", \"status\": \"dead\"}");
        assertThat(minion("dead-letters", "discard", "t1", "--reason", "old")).isZero();
        assertThat(coordinator.bodies.getLast()).isEqualTo("{\"reason\":\"old\"}");
        assertThat(minion("dead-letters", "discard", "t1")).isEqualTo(2);
        assertThat(minion("dead-letters", "replay", "t1", "--input", "{")).isEqualTo(2);
        assertThat(minion("dead-letters", "replay", "t1", "--edit-only")).isEqualTo(2);
    }

    @Test
    void tasksArePausedAndWhatRunsIsToldApart() {
        coordinator.answerNext(
                200, "{\"id\": \"t1\", \"status\": \"scheduled\", \"paused\": true}");
        coordinator.answerNext(200, "{\"id\": \"t2\", \"status\": \"running\", \"paused\": true}");

        assertThat(minion("pause", "t1", "t2", "--reason", "the target moves")).isZero();

        assertThat(coordinator.requests)
                .containsExactly("POST /api/v1/tasks/t1/pause", "POST /api/v1/tasks/t2/pause");
        assertThat(coordinator.bodies.getFirst()).isEqualTo("{\"reason\":\"the target moves\"}");
        assertThat(out()).isEqualTo("t1 is scheduled and paused\nt2 is running and paused\n");
        assertThat(minion("pause")).isEqualTo(2);
    }

    @Test
    void pausedTasksAreResumed() {
        coordinator.answerNext(200, "{\"id\": \"t1\", \"status\": \"ready\"}");

        assertThat(minion("resume", "t1")).isZero();

        assertThat(coordinator.requests).containsExactly("POST /api/v1/tasks/t1/resume");
        assertThat(coordinator.bodies).containsExactly("{}");
        assertThat(out()).isEqualTo("t1 is ready\n");
    }
}
