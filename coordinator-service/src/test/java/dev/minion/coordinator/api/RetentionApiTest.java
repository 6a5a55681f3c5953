package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.coordinator.doubles.LedgerAdminDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Purges, restores and sizes. */
@QuarkusTest
class RetentionApiTest {

    private static final String ID = "01a1fc11-c2cb-7000-b84a-b8e49cd587af";

    @Inject @GrpcService LedgerAdminDouble ledger;

    @Test
    void aPurgeIsBegunAndFollowedToItsEnd() {
        String location =
                post("purges", "{\"what\":\"tasks\",\"older_than\":\"7d\"}")
                        .statusCode(202)
                        .body("status", equalTo("running"))
                        .body("older_than", equalTo("168h"))
                        .body("dry_run", equalTo(false))
                        .body("percent", equalTo(0.0f))
                        .body("counts", hasSize(0))
                        .body("finished_at", nullValue())
                        .extract()
                        .header("Location");

        given().get(location).then().statusCode(200).body("percent", equalTo(34.0f));
        given().get(location).then().body("status", equalTo("running"));
        given().get(location)
                .then()
                .body("status", equalTo("completed"))
                .body("percent", equalTo(100.0f))
                .body("held", equalTo(1))
                .body("tasks", equalTo(27))
                .body("progress", equalTo(54))
                .body("bytes", equalTo(2_700))
                .body("counts[1].status", equalTo("timed_out"))
                .body("counts[1].type", equalTo("demo.echo"))
                .body("error", nullValue());
        StartPurgeRequest asked = ledger.started().getLast();
        assertThat(asked.getKind()).isEqualTo(PurgeKind.PURGE_TASKS);
        assertThat(asked.getOlderThanMs()).isEqualTo(604_800_000);
        assertThat(location).endsWith(Ids.fromBytes(asked.getId()).toString());
    }

    @Test
    void aDryRunIsAnsweredWithItsCounts() {
        post("purges", "{\"what\":\"progress\",\"older_than\":\"PT1M\",\"dry_run\":true}")
                .statusCode(200)
                .body("what", equalTo("progress"))
                .body("dry_run", equalTo(true))
                .body("status", equalTo("completed"))
                .body("tasks", equalTo(27));

        assertThat(ledger.started().getLast().getDryRun()).isTrue();
    }

    @Test
    void aPurgeOfMessagesCountsMessagesAndTheirDeliveries() {
        post("purges", "{\"what\":\"messages\",\"older_than\":\"7d\",\"dry_run\":true}")
                .statusCode(200)
                .body("what", equalTo("messages"))
                .body("messages", equalTo(27))
                .body("deliveries", equalTo(54))
                .body("tasks", equalTo(0))
                .body("progress", equalTo(0))
                .body("counts[0].status", nullValue())
                .body("counts[0].messages", equalTo(25));

        assertThat(ledger.started().getLast().getKind()).isEqualTo(PurgeKind.PURGE_MESSAGES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"older_than":"168h"}                                  | /what       | is missing
                    {"what":null,"older_than":"168h"}                      | /what       | is missing
                    {"what":"all","older_than":"168h"}                     | /what       | must be tasks, progress or messages
                    {"what":7,"older_than":"168h"}                         | /what       | must be a string
                    {"what":"tasks"}                                       | /older_than | is missing
                    {"what":"tasks","older_than":"59s"}                    | /older_than | must be between 1m and 876000h
                    {"what":"tasks","older_than":"0s"}                     | /older_than | must be between 1m and 876000h
                    {"what":"tasks","older_than":"-1h"}                    | /older_than | must be a duration like "30s", "5m", "1h" or "PT30S"
                    {"what":"tasks","older_than":"week"}                   | /older_than | must be a duration like "30s", "5m", "1h" or "PT30S"
                    {"what":"tasks","older_than":168}                      | /older_than | must be a duration like "30s", "5m", "1h" or "PT30S"
                    {"what":"tasks","older_than":"1h","dry_run":"yes"}     | /dry_run    | must be true or false
                    {"what":"tasks","older_than":"1h","dryrun":true}       | /dryrun     | is not a known field
                    """)
    void aPurgeThatIsNotClearRemovesNothing(String body, String pointer, String detail) {
        int before = ledger.started().size();

        post("purges", body)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].detail", equalTo(detail));

        assertThat(ledger.started()).hasSize(before);
    }

    @Test
    void aPurgeThatIsNotThereIsAProblem() {
        given().get("/api/v1/admin/purges/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("purge-not-found"));
        given().get("/api/v1/admin/purges/x")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-parameter"));
    }

    @Test
    void aRestoreGoesOnUntilAllIsBack() {
        ledger.prepare(
                RestoreResponse.newBuilder().setRestored(3).setNextCursor("file 1").build(),
                RestoreResponse.newBuilder().setRestored(2).setSkipped(1).setProgress(4).build());

        post(
                        "restores",
                        "{\"created_after\":\"2026-01-01T00:00:00Z\",\"created_before\":\"2026-01-02T00:00:00Z\"}")
                .statusCode(200)
                .body("restored", equalTo(5))
                .body("skipped", equalTo(1))
                .body("progress", equalTo(4))
                .body("next_cursor", nullValue());

        RestoreRequest asked = ledger.restores().getFirst();
        assertThat(asked.getCreatedBeforeUs() - asked.getCreatedAfterUs())
                .isEqualTo(86_400_000_000L);
        assertThat(ledger.restores())
                .extracting(RestoreRequest::getCursor)
                .containsExactly("", "file 1");
    }

    @Test
    void oneTaskIsRestoredOrNotFound() {
        ledger.prepare(RestoreResponse.newBuilder().setRestored(1).build());

        post("restores", "{\"id\":\"" + ID + "\"}").statusCode(200).body("restored", equalTo(1));

        assertThat(Ids.fromBytes(ledger.restores().getFirst().getId())).hasToString(ID);
        post("restores", "{\"id\":\"" + ID + "\"}")
                .statusCode(404)
                .body("code", equalTo("task-not-found"));
        ledger.prepare(
                RestoreResponse.newBuilder()
                        .setProblem(Problem.newBuilder().setCode("no-archive").setDetail("none"))
                        .build());
        post("restores", "{\"id\":\"" + ID + "\"}")
                .statusCode(409)
                .body("code", equalTo("no-archive"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                                                  | /created_before
                    {"cursor":"x"}                                                                      | /created_before
                    {"created_after":"2026-01-01T00:00:00Z"}                                            | /created_before
                    {"created_before":"2026-01-01T00:00:00Z"}                                           | /created_after
                    {"created_after":"2026-01-02T00:00:00Z","created_before":"2026-01-02T00:00:00Z"}    | /created_before
                    {"created_after":"yesterday","created_before":"2026-01-02T00:00:00Z"}               | /created_after
                    {"id":"7"}                                                                          | /id
                    {"id":"01a1fc11-c2cb-7000-b84a-b8e49cd587af","created_after":"2026-01-02T00:00:00Z"} | /id
                    {"all":true}                                                                        | /all
                    """)
    void aRestoreThatIsNotClearRestoresNothing(String body, String pointer) {
        ledger.prepare();

        post("restores", body).statusCode(422).body("errors[0].pointer", equalTo(pointer));

        assertThat(ledger.restores()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"purges", "restores"})
    void whatIsNotJsonIsAProblem(String path) {
        post(path, "{").statusCode(400).body("code", equalTo("malformed-json"));
        post(path, "").statusCode(400);
        given().contentType("text/plain")
                .body("{}")
                .post("/api/v1/admin/" + path)
                .then()
                .statusCode(415);
    }

    @Test
    void sizesAreToldByTableNamespaceAndType() {
        given().get("/api/v1/admin/size")
                .then()
                .statusCode(200)
                .body("bytes", equalTo(908_192))
                .body("tables[0].name", equalTo("tasks"))
                .body("tables[0].rows", equalTo(3_000))
                .body("groups[0].namespace", equalTo("default"))
                .body("groups[0].type", equalTo("demo.echo"))
                .body("groups[0].bytes", equalTo(800_000))
                .body("sampled", equalTo(0.25f));
    }

    @Test
    void theAnswersHaveTheMembersThatTheirSchemasName() {
        JsonPath purge =
                post("purges", "{\"what\":\"tasks\",\"older_than\":\"1h\"}").extract().jsonPath();
        ledger.prepare(RestoreResponse.newBuilder().setRestored(1).build());
        JsonPath restore = post("restores", "{\"id\":\"" + ID + "\"}").extract().jsonPath();
        JsonPath sizes = given().get("/api/v1/admin/size").jsonPath();

        assertThat(purge.<String, Object>getMap("").keySet()).isEqualTo(described("Purge"));
        assertThat(restore.<String, Object>getMap("").keySet()).isEqualTo(described("Restore"));
        assertThat(sizes.<String, Object>getMap("").keySet()).isEqualTo(described("Sizes"));
    }

    private static Set<String> described(String schema) {
        Map<String, Object> properties =
                given().accept("application/json")
                        .get("/openapi")
                        .jsonPath()
                        .getMap("components.schemas." + schema + ".properties");
        return properties.keySet();
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/admin/" + path)
                .then();
    }
}
