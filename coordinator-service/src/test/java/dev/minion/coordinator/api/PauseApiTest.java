package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.minion.coordinator.doubles.PausesDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses of more than a task, and the rules for them. */
@QuarkusTest
class PauseApiTest {

    private static final String PAUSES = "/api/v1/pauses";
    private static final String RULES = "/api/v1/pause-rules";

    @Inject @GrpcService PausesDouble ledger;

    /** Or what is paused here would be so for others. */
    @AfterEach
    void clear() {
        ledger.clear();
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    @Test
    void aPauseIsBegunOnceAndEnded() {
        String body =
                """
                {"type": "http.call", "for": "10m", "reason": "maintenance", "created_by": "me"}
                """;

        String location =
                post(PAUSES, body)
                        .statusCode(201)
                        .body("scope", equalTo("type"))
                        .body("type", equalTo("http.call"))
                        .body("namespace", nullValue())
                        .body("key", nullValue())
                        .body("reason", equalTo("maintenance"))
                        .body("created_by", equalTo("me"))
                        .body("rule_id", nullValue())
                        .body("until", notNullValue())
                        .body("ended_at", nullValue())
                        .extract()
                        .header("Location");
        post(PAUSES, "{\"type\": \"http.call\"}")
                .statusCode(200)
                .header("Location", equalTo(location))
                .body("reason", equalTo("maintenance"));

        given().delete(location).then().statusCode(200).body("ended_at", notNullValue());
        post(PAUSES, "{\"type\": \"http.call\"}").statusCode(201).body("until", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"namespace":"web"}                    | namespace  | web     |
                    {"namespace":"web","key":"customer-7"} | key        | web     | customer-7
                    {"key":"customer-7"}                   | key        | default | customer-7
                    {"everything":true}                    | everything |         |
                    {"everything":false,"namespace":"web"} | namespace  | web     |
                    """)
    void oneThingIsPaused(String body, String scope, String namespace, String key) {
        post(PAUSES, body)
                .statusCode(201)
                .body("scope", equalTo(scope))
                .body("namespace", equalTo(namespace))
                .body("key", equalTo(key))
                .body("type", nullValue());
    }

    @Test
    void aKeyWithoutANamespaceIsOfTheRequests() {
        given().contentType("application/json")
                .header("Minion-Namespace", "shop")
                .body("{\"key\": \"k\"}")
                .post(PAUSES)
                .then()
                .statusCode(201)
                .body("namespace", equalTo("shop"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                       | /type       | is missing: name a type, a namespace, a key, or everything
                    {"everything":false}                     | /type       | is missing: name a type, a namespace, a key, or everything
                    {"type":"t","namespace":"n"}             | /namespace  | does not go with a type
                    {"type":"t","key":"k"}                   | /key        | does not go with a type
                    {"everything":true,"type":"t"}           | /type       | does not go with everything
                    {"everything":"yes"}                     | /everything | must be true or false
                    {"each":"type"}                          | /each       | is not a known field
                    {"type":""}                              | /type       | must not be empty
                    {"type":"t","for":"999ms"}               | /for        | must be between 1s and 720h
                    {"type":"t","for":"31d"}                 | /for        | must be between 1s and 720h
                    {"type":"t","for":600}                   | /for        | must be a duration like "30s", "5m", "1h" or "PT30S"
                    {"type":"t","reason":7}                  | /reason     | must be a string
                    """)
    void aPauseThatIsNotClearPausesNothing(String body, String pointer, String detail) {
        post(PAUSES, body)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].detail", equalTo(detail));

        given().get(PAUSES).then().body("items", hasSize(0));
    }

    @Test
    void whatNobodyHasSeenIsPausedOnlyWhereThatIsMeant() {
        String body = "{\"type\": \"%s\"%s}";

        post(PAUSES, body.formatted(PausesDouble.UNSEEN, ""))
                .statusCode(422)
                .body("code", equalTo("nothing-to-pause"));
        post(PAUSES, body.formatted(PausesDouble.UNSEEN, ",\"unknown\":true")).statusCode(201);
    }

    @Test
    void pausesAreListedPageByPage() {
        post(PAUSES, "{\"type\": \"one\"}");
        String ended = post(PAUSES, "{\"type\": \"two\"}").extract().header("Location");
        post(PAUSES, "{\"type\": \"three\"}");
        given().delete(ended);

        given().get(PAUSES)
                .then()
                .statusCode(200)
                .body("items.type", equalTo(List.of("three", "one")))
                .body("next_cursor", nullValue());
        String cursor =
                given().get(PAUSES + "?ended=true&limit=2")
                        .then()
                        .body("items.type", equalTo(List.of("three", "two")))
                        .extract()
                        .path("next_cursor");
        given().get(PAUSES + "?ended=true&limit=2&cursor=" + cursor)
                .then()
                .body("items.type", equalTo(List.of("one")))
                .body("next_cursor", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ended=maybe", "limit=0", "limit=1001", "cursor=x", "type=a"})
    void aPageThatMakesNoSenseIsRefused(String query) {
        given().get(PAUSES + '?' + query).then().statusCode(400).body("code", notNullValue());
    }

    @Test
    void whatIsNotThereIsAProblem() {
        String id = UUID.randomUUID().toString();
        given().delete(PAUSES + '/' + id)
                .then()
                .statusCode(404)
                .body("code", equalTo("pause-not-found"));
        given().delete(RULES + '/' + id)
                .then()
                .statusCode(404)
                .body("code", equalTo("pause-rule-not-found"));
        given().delete(PAUSES + "/x").then().statusCode(400);
        given().delete(RULES + "/x").then().statusCode(400);
    }

    @Test
    void aRuleIsPutListedAndRemoved() {
        String location =
                post(
                                RULES,
                                """
                                {"type": "http.call", "error_rate": 0.25, "min_attempts": 50, "window": "5m",
                                 "pause": "10m"}
                                """)
                        .statusCode(201)
                        .body("scope", equalTo("type"))
                        .body("each", nullValue())
                        .body("type", equalTo("http.call"))
                        .body("error_rate", equalTo(0.25f))
                        .body("min_attempts", equalTo(50))
                        .body("window", equalTo("5m"))
                        .body("pause", equalTo("10m"))
                        .body("created_at", notNullValue())
                        .extract()
                        .header("Location");

        given().get(RULES)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].type", equalTo("http.call"));
        given().delete(location).then().statusCode(200).body("type", equalTo("http.call"));
        given().get(RULES).then().body("items", hasSize(0));
    }

    @Test
    void aRuleHasDefaultsAndMayBeForEachByItself() {
        post(RULES, "{\"each\": \"type\", \"error_rate\": 1}")
                .statusCode(201)
                .body("scope", equalTo("type"))
                .body("each", equalTo("type"))
                .body("type", nullValue())
                .body("min_attempts", equalTo(20))
                .body("window", equalTo("1m"))
                .body("pause", nullValue());
        post(RULES, "{\"each\": \"key\", \"namespace\": \"web\", \"error_rate\": 0.5}")
                .statusCode(201)
                .body("scope", equalTo("key"))
                .body("each", equalTo("key"))
                .body("namespace", equalTo("web"))
                .body("key", nullValue());
        post(RULES, "{\"each\": \"namespace\", \"error_rate\": 0.5}")
                .statusCode(201)
                .body("each", equalTo("namespace"))
                .body("namespace", nullValue());
        post(RULES, "{\"everything\": true, \"error_rate\": 0.5}")
                .statusCode(201)
                .body("scope", equalTo("everything"))
                .body("each", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"type":"t"}                                              | /error_rate   | is missing
                    {"type":"t","error_rate":0}                               | /error_rate   | must be above 0
                    {"type":"t","error_rate":1.01}                            | /error_rate   | must be between 0.0 and 1.0
                    {"type":"t","error_rate":"0.5"}                           | /error_rate   | must be a number
                    {"error_rate":0.5}                                        | /type         | is missing: name a type, a namespace, a key, or everything
                    {"type":"t","error_rate":0.5,"min_attempts":0}            | /min_attempts | must be between 1 and 100000
                    {"type":"t","error_rate":0.5,"min_attempts":100001}       | /min_attempts | must be between 1 and 100000
                    {"type":"t","error_rate":0.5,"window":"999ms"}            | /window       | must be between 1s and 1h
                    {"type":"t","error_rate":0.5,"window":"2h"}               | /window       | must be between 1s and 1h
                    {"type":"t","error_rate":0.5,"pause":"31d"}               | /pause        | must be between 1s and 720h
                    {"each":"worker","error_rate":0.5}                        | /each         | must be type, namespace or key
                    {"each":"type","type":"t","error_rate":0.5}               | /type         | does not go with each type
                    {"each":"namespace","namespace":"n","error_rate":0.5}     | /namespace    | does not go with each namespace
                    {"each":"key","key":"k","error_rate":0.5}                 | /key          | does not go with each key
                    {"each":"type","everything":true,"error_rate":0.5}        | /each         | does not go with everything
                    {"type":"t","error_rate":0.5,"for":"1m"}                  | /for          | is not a known field
                    """)
    void aRuleThatIsNotClearIsRefused(String body, String pointer, String detail) {
        post(RULES, body)
                .statusCode(422)
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].detail", equalTo(detail));

        given().get(RULES).then().body("items", hasSize(0));
    }

    @Test
    void pausesAndRulesHaveTheMembersThatTheSchemasName() {
        JsonPath document = given().accept("application/json").get("/openapi").jsonPath();
        Map<String, Object> pause =
                post(PAUSES, "{\"type\": \"t\"}").extract().jsonPath().getMap("");
        Map<String, Object> rule =
                post(RULES, "{\"type\": \"t\", \"error_rate\": 1}").extract().jsonPath().getMap("");

        assertThat(pause.keySet()).isEqualTo(members(document, "Pause"));
        assertThat(rule.keySet()).isEqualTo(members(document, "PauseRule"));
    }

    private static Set<String> members(JsonPath document, String schema) {
        return document.<String, Object>getMap("components.schemas." + schema + ".properties")
                .keySet();
    }
}
