package dev.minion.coordinator.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkRefusal;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.problem.FieldProblem;
import dev.minion.coordinator.problem.ProblemException;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BulkBodiesTest {

    private static final String WHOLE =
            """
            {"action": "reprioritise", "priority": 3, "rate": 7, "dry_run": true, "reason": "why",
             "filter": {"status": ["ready", "timed_out"], "type": "t", "assigned_to": "w",
               "created_by": "me", "session_id": "s", "name": "part",
               "workflow_execution_id": "01900000-0000-7000-8000-000000000001",
               "parent_id": "01900000-0000-7000-8000-000000000002", "metadata": {"team": "a"},
               "created_after": "2026-12-01T00:00:00Z", "created_before": "2026-12-02T00:00:00Z",
               "updated_after": "2026-12-03T00:00:00Z", "updated_before": "2026-12-04T00:00:00Z",
               "paused": true}}
            """;

    private static StartBulkJobRequest read(String body) {
        return BulkBodies.start(body.getBytes(StandardCharsets.UTF_8), "n").build();
    }

    @Test
    void aJobWithEveryMemberIsReadWhole() {
        StartBulkJobRequest job = read(WHOLE);

        assertThat(job.getAction()).isEqualTo(BulkAction.BULK_REPRIORITISE);
        assertThat(job.getPriority()).isEqualTo(3);
        assertThat(job.getRate()).isEqualTo(7);
        assertThat(job.getDryRun()).isTrue();
        ListTasksRequest filter = job.getFilter();
        assertThat(filter.getNamespace()).isEqualTo("n");
        assertThat(filter.getStatusesList())
                .containsExactly(TaskStatus.READY, TaskStatus.TIMED_OUT);
        assertThat(filter.getMetadataMap()).containsEntry("team", "a");
        assertThat(filter.getNameContains()).isEqualTo("part");
        assertThat(filter.getUpdatedBeforeUs()).isGreaterThan(filter.getUpdatedAfterUs());
        assertThat(filter.getPaused()).isTrue();
    }

    @Test
    void aFilterIsToldOfAsItCame() {
        BulkJob job = BulkJob.newBuilder().setRequest(read(WHOLE)).build();

        JsonPath told = json(job);

        Map<String, Object> filter = told.getMap("filter");
        assertThat(filter.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        JsonPath.from(WHOLE).getMap("filter").keySet().stream()
                                .map(Object::toString)
                                .toList());
        assertThat(read("{\"action\": \"cancel\", \"filter\": " + text(filter) + "}").getFilter())
                .isEqualTo(job.getRequest().getFilter());
        assertThat(told.getString("action")).isEqualTo("reprioritise");
    }

    @Test
    void eachFaultIsNamedWithItsPlace() {
        ProblemException refused =
                catchThrowableOfType(
                        ProblemException.class,
                        () ->
                                read(
                                        """
                                        {"action": "x", "rate": 0, "filter": {"status": ["ready", "y"],
                                          "parent_id": "z", "metadata": {"a/b": 1}}, "more": 1}
                                        """));

        assertThat(refused.problem().errors())
                .extracting(FieldProblem::pointer)
                .containsExactly(
                        "/action",
                        "/rate",
                        "/filter/status/1",
                        "/filter/parent_id",
                        "/filter/metadata/a~1b",
                        "/more");
    }

    @Test
    void aJobThatRunsSaysHowFarItIsAndWhenItWillBeThrough() {
        BulkJob job =
                BulkJob.newBuilder()
                        .setRequest(read("{\"action\": \"cancel\", \"all\": true}"))
                        .setExpected(1_000)
                        .setMatched(250)
                        .setDone(240)
                        .addRefusals(BulkRefusal.newBuilder().setCode("c").setTasks(10))
                        .setCreatedAtUs(100_000_000)
                        .setNowUs(105_000_000)
                        .build();

        JsonPath told = json(job);

        assertThat(told.getString("status")).isEqualTo("running");
        assertThat(told.getDouble("percent")).isEqualTo(25.0);
        assertThat(told.getDouble("tasks_per_s")).isEqualTo(50.0);
        assertThat(told.getString("eta")).isEqualTo("1970-01-01T00:02:00.000000Z");
        assertThat(told.getLong("refused")).isEqualTo(10);
        assertThat(told.getList("refusals.code")).isEqualTo(List.of("c"));
        assertThat(
                        json(job.toBuilder().setFinished(true).setFinishedAtUs(110_000_000).build())
                                .getString("eta"))
                .isNull();
    }

    private static String text(Map<String, Object> filter) {
        return new JsonObject(filter).encode();
    }

    private static JsonPath json(BulkJob job) {
        return JsonPath.from(new String(BulkJson.document(job).bytes(), StandardCharsets.UTF_8));
    }
}
