package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Families, graphs and timelines of tasks that really ran. */
class FamilyCallsTest {

    private final Api api = new Api();

    @Test
    void aParentTellsHowFarItsChildrenAre() {
        String parent = api.echo("parent");
        assertThat(api.ended(parent).path("status").asText()).isEqualTo("completed");
        String done = child(parent, "demo.echo");
        String failing = child(parent, "demo.fail");
        assertThat(api.ended(done).path("status").asText()).isEqualTo("completed");
        assertThat(api.ended(failing).path("status").asText()).isEqualTo("failed");
        String waiting = child(parent, "nobody.can-this");

        List<String> children = read(parent, "/children").getList("items.id");
        assertThat(children).containsExactlyInAnyOrder(done, failing, waiting);
        assertThat(read(parent, "/children?status=completed").getList("items.id"))
                .isEqualTo(List.of(done));
        JsonPath summary = read(parent, "/children/summary");
        assertThat(summary.getInt("total")).isEqualTo(3);
        assertThat(summary.getInt("by_status.completed")).isEqualTo(1);
        assertThat(summary.getDouble("progress")).isEqualTo(66.7);
        api.sending(
                        "{\"name\": \"orphan\", \"type\": \"demo.echo\", \"parent_id\":"
                                + " \"01900000-0000-7000-8000-000000000001\"}")
                .post(Api.TASKS)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-parent"));
    }

    @Test
    void aGraphTellsWhatWaitsForWhat() {
        String first = api.echo("first");
        assertThat(api.ended(first).path("status").asText()).isEqualTo("completed");
        String second = dependant(first, "nobody.can-this");
        String third = dependant(second, "demo.echo");

        JsonPath graph = read(second, "/graph");

        assertThat(graph.getList("nodes.id")).containsExactlyInAnyOrder(first, second, third);
        assertThat(graph.getList("edges.from")).containsExactlyInAnyOrder(first, second);
        assertThat(graph.getBoolean("truncated")).isFalse();
        assertThat(read(second, "/graph?direction=down&depth=1").getList("nodes.id"))
                .containsExactly(second, third);
    }

    @Test
    void aTimelineTellsEachStepOfARun() {
        String task = api.echo("timed");
        assertThat(api.ended(task).path("status").asText()).isEqualTo("completed");

        JsonPath timeline = read(task, "/timeline");

        assertThat(timeline.getList("items.to")).startsWith("ready").endsWith("completed");
        assertThat(timeline.getString("items[-1].worker")).isNotBlank();
        assertThat(timeline.getInt("items[-1].attempt")).isEqualTo(1);
    }

    private JsonPath read(String id, String path) {
        return api.request()
                .get(Api.TASKS + "/" + id + path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String child(String parent, String type) {
        return api.submit(
                        "{\"name\": \"child\", \"type\": \"%s\", \"parent_id\": \"%s\","
                                        .formatted(type, parent)
                                + " \"retry\": {\"max_attempts\": 1}}")
                .path("id");
    }

    private String dependant(String on, String type) {
        return api.submit(
                        "{\"name\": \"dependant\", \"type\": \"%s\", \"dependencies\": [\"%s\"]}"
                                .formatted(type, on))
                .path("id");
    }
}
