package dev.minion.systemtests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thing done with many tasks. */
class BulkCallsTest {

    private static final String JOBS = "/api/v1/bulk-jobs";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Api api = new Api();

    private String start(String job) {
        return api.sending(job).post(JOBS).then().statusCode(202).extract().path("id");
    }

    private JsonNode job(String id) {
        return api.request()
                .get(JOBS + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    private JsonNode finished(String id) {
        await().atMost(SOON).until(() -> !job(id).path("status").asText().equals("running"));
        return job(id);
    }

    @Test
    void aJobIsTriedOutThenDoneAndToldOf() {
        String one = api.waiting("one");
        String two = api.waiting("two");
        String done = api.echo("done");
        api.ended(done);
        String cancel =
                "{\"action\": \"cancel\", \"filter\": {\"type\": \"%s\"}, \"reason\": \"all of them\", \"dry_run\": %s}";

        JsonNode tried = finished(start(cancel.formatted(Api.NOBODYS, true)));
        assertThat(tried.path("done").asInt()).isEqualTo(2);
        assertThat(api.task(one).path("status").asText()).isEqualTo("ready");
        JsonNode job = finished(start(cancel.formatted(Api.NOBODYS, false)));

        assertThat(job.path("status").asText()).isEqualTo("completed");
        assertThat(job.path("done").asInt()).isEqualTo(2);
        assertThat(job.path("percent").asDouble()).isEqualTo(100);
        assertThat(job.path("filter").path("type").asText()).isEqualTo(Api.NOBODYS);
        assertThat(api.task(two).path("error").path("message").asText()).isEqualTo("all of them");
        assertThat(api.task(done).path("status").asText()).isEqualTo("completed");
        api.request()
                .get(JOBS + "?limit=1")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(job.path("id").asText()))
                .body("next_cursor", equalTo(job.path("id").asText()));
    }

    @Test
    void theSameRequestUnderAKeyIsOneJobAndAJobCanBeEnded() {
        for (int i = 0; i < 5; i++) {
            api.waiting("slow " + i);
        }
        String slow = "{\"action\": \"cancel\", \"all\": true, \"rate\": 1}";
        String id =
                api.sending(slow)
                        .header("Idempotency-Key", "slow")
                        .post(JOBS)
                        .then()
                        .statusCode(202)
                        .extract()
                        .path("id");

        api.sending(slow)
                .header("Idempotency-Key", "slow")
                .post(JOBS)
                .then()
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(id));
        api.sending("{\"action\": \"cancel\", \"all\": true, \"rate\": 2}")
                .header("Idempotency-Key", "slow")
                .post(JOBS)
                .then()
                .statusCode(409)
                .body("code", equalTo("idempotency-conflict"));
        api.request()
                .post(JOBS + "/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"));

        assertThat(job(id).path("matched").asInt()).isLessThan(5);
    }

    @Test
    void halfOfTheTasksArePausedByFilterWhileTheOthersRunAndLaterTheyRunOnce() {
        // One at a time of the key: while the first sleeps the others of it are ready.
        String key = "\"flow\": {\"key\": \"held\", \"concurrency\": 1}";
        String sleeper =
                api.submit(inGroup("held", "demo.sleep", "{\"duration\": \"2s\"}", key)).path("id");
        await().atMost(SOON)
                .until(() -> !api.task(sleeper).path("status").asText().equals("ready"));
        submit(199, inGroup("held", "demo.echo", "1", key));
        String pause =
                "{\"action\": \"pause\", \"filter\": {\"metadata\": {\"group\": \"held\"}}, \"rate\": 5000}";

        JsonNode paused = finished(start(pause));
        submit(200, inGroup("free", "demo.echo", "1", "\"priority\": 3"));
        submit(1, inGroup("free", "demo.echo", "1", "\"flow\": {\"key\": \"held\"}"));

        await().atMost(SOON).until(() -> count("free", "status=completed") == 201);
        await().atMost(SOON)
                .until(() -> !api.task(sleeper).path("status").asText().equals("running"));
        int ranOn = api.task(sleeper).path("status").asText().equals("completed") ? 1 : 0;
        assertThat(paused.path("done").asInt()).isBetween(199, 200);
        assertThat(count("held", "paused=true")).isEqualTo(200 - ranOn);
        assertThat(count("held", "status=completed")).isEqualTo(ranOn);

        JsonNode resumed = finished(start(pause.replace("pause", "resume")));

        assertThat(resumed.path("done").asInt()).isEqualTo(200 - ranOn);
        await().atMost(SOON).until(() -> count("held", "status=completed") == 200);
        assertThat(api.stored()).isEqualTo(401);
        JsonNode all =
                api.request()
                        .get(Api.TASKS + "?limit=1000&metadata.group=held")
                        .then()
                        .statusCode(200)
                        .extract()
                        .as(JsonNode.class);
        assertThat(all.path("items")).hasSize(200).allMatch(BulkCallsTest::ranOnce);
    }

    /** It was taken back once, and no run of it was lost or failed. */
    private static boolean ranOnce(JsonNode task) {
        return task.path("attempt").asInt() <= 2
                && task.path("failures").asInt() + task.path("crashes").asInt() == 0;
    }

    private static String inGroup(String group, String type, String input, String more) {
        return """
        {"name": "%1$s", "type": "%2$s", "input": %3$s, "metadata": {"group": "%1$s"}, %4$s}
        """
                .formatted(group, type, input, more);
    }

    private void submit(int count, String task) {
        String tasks = String.join(", ", Collections.nCopies(count, task));
        api.sending("{\"tasks\": [" + tasks + "]}")
                .post(Api.TASKS + "/batch")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(count));
    }

    private int count(String group, String filter) {
        return api.request()
                .get(Api.TASKS + "?count=true&limit=1&metadata.group=" + group + "&" + filter)
                .then()
                .statusCode(200)
                .extract()
                .path("total");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'action': 'cancel'} | filter-required | /filter",
                "{'action': 'cancel', 'filter': {}} | filter-required | /filter",
                "{'action': 'cancel', 'filter': {'type': 't'}, 'all': true} | validation-failed | /all",
                "{'filter': {'type': 't'}} | validation-failed | /action",
                "{'action': 'destroy', 'filter': {'type': 't'}} | validation-failed | /action",
                "{'action': 'cancel', 'filter': {'typ': 't'}} | unknown-field | /filter/typ",
                "{'action': 'cancel', 'filter': {'status': ['gone']}} | validation-failed | /filter/status/0",
                "{'action': 'cancel', 'filter': {'type': 't'}, 'rate': 0} | validation-failed | /rate",
                "{'action': 'cancel', 'filter': {'type': 't'}, 'rate': 5001} | validation-failed | /rate",
                "{'action': 'reprioritise', 'filter': {'type': 't'}} | validation-failed | /priority",
                "{'action': 'reprioritise', 'filter': {'type': 't'}, 'priority': 11} | validation-failed | /priority",
                "{'action': 'cancel', 'filter': {'type': 't'}, 'priority': 3} | validation-failed | /priority",
                "{'action': 'cancel', 'filter': {'created_after': 'soon'}} | validation-failed | /filter/created_after",
            })
    void aJobThatMakesNoSenseIsRefusedAndNothingIsTouched(String job, String code, String pointer) {
        String bystander = api.waiting("bystander");

        api.sending(job.replace('\'', '"'))
                .post(JOBS)
                .then()
                .statusCode(422)
                .body("code", equalTo(code))
                .body("errors[0].pointer", equalTo(pointer));

        assertThat(api.task(bystander).path("version").asInt()).isEqualTo(1);
        api.request().get(JOBS).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void aJobOfAnotherNamespaceIsNotThere() {
        String id = start("{\"action\": \"cancel\", \"filter\": {\"type\": \"t\"}}");
        Api other = new Api();

        other.request().get(JOBS + "/" + id).then().statusCode(404);
        other.request()
                .post(JOBS + "/" + id + "/cancel")
                .then()
                .statusCode(404)
                .body("code", equalTo("bulk-job-not-found"));
        api.request().get(JOBS + "/nonsense").then().statusCode(400);
        api.request().get(JOBS + "?cursor=nonsense").then().statusCode(400);
    }
}
