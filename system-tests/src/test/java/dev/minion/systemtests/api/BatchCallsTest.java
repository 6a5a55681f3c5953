package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import org.junit.jupiter.api.Test;

/** Many tasks by one call. */
class BatchCallsTest {

    private static final String NOBODY = "01900000-0000-7000-8000-000000000001";

    private final Api api = new Api();

    @Test
    void tasksAreReadChangedAndReportedOnTogetherAndEachStandsForItself() {
        String one = api.waiting("one of a batch");
        String two = api.waiting("two of a batch");

        api.sending(
                        """
                        {"updates": [{"id": "%s", "priority": 9}, {"id": "%s", "priority": 8},
                          {"id": "%s", "priority": 1}]}
                        """
                                .formatted(one, two, NOBODY))
                .post(Api.TASKS + "/update")
                .then()
                .statusCode(200)
                .body("items[0].version", equalTo(2))
                .body("items[2].error.code", equalTo("task-not-found"));
        api.sending(
                        """
                        {"records": [{"id": "%s", "percent": 10}, {"id": "%s", "percent": 20},
                          {"id": "%s", "percent": 30}]}
                        """
                                .formatted(one, two, NOBODY))
                .post(Api.TASKS + "/progress")
                .then()
                .statusCode(200)
                .body("items[2].error.code", equalTo("task-not-found"));
        api.sending("{\"ids\": [\"%s\", \"%s\", \"%s\"]}".formatted(two, one, NOBODY))
                .post(Api.TASKS + "/get")
                .then()
                .statusCode(200)
                .body("items[0].priority", equalTo(8))
                .body("items[1].progress", equalTo(10))
                .body("found", equalTo(2))
                .body("missing", equalTo(1));

        assertThat(api.task(one).path("priority").asInt()).isEqualTo(9);
    }
}
