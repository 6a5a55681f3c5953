package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.get;
import static dev.minion.coordinator.api.Client.submit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.doubles.LedgerDouble;
import dev.minion.coordinator.outcome.OutcomeFeed;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ReadApiTest {

    @Inject @GrpcService LedgerDouble ledger;
    @Inject OutcomeFeed outcomes;

    @Test
    void aTaskIsReadWithItsEntityTag() {
        UUID id = submit("demo.echo");

        get("/" + id)
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("id", equalTo(id.toString()))
                .body("fence.epoch", equalTo(1))
                .body("fence.attempt", equalTo(1));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        get("/01900000-0000-7000-8000-000000000001")
                .statusCode(404)
                .body("code", equalTo("task-not-found"));
        get("/not-an-id").statusCode(400).body("code", equalTo("bad-parameter"));
        get("/01900000-0000-7000-8000-000000000001?wait=5s").statusCode(404);
    }

    @Test
    void aWaitEndsWithTheTerminalChange() throws Exception {
        await().until(outcomes::listening);
        UUID id = submit("demo.echo");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ValidatableResponse> answer = begunWait(id, threads);

            ledger.change(id, task -> task.setStatus(TaskStatus.RUNNING));
            ledger.change(
                    id,
                    task ->
                            task.setStatus(TaskStatus.COMPLETED)
                                    .setOutput(ByteString.copyFromUtf8("[7]")));

            answer.get(5, TimeUnit.SECONDS).statusCode(200).body("status", equalTo("completed"));
        }
    }

    @Test
    void aWaitIsAnsweredWithATaskThatIsToldWhole() throws Exception {
        await().until(outcomes::listening);
        UUID id = submit("demo.echo");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ValidatableResponse> answer = begunWait(id, threads);
            Task.Builder ended =
                    ledger.task(id).orElseThrow().toBuilder().setStatus(TaskStatus.COMPLETED);

            ledger.tellWhole(ended.clone().setNamespace("another").build());
            ledger.tellWhole(ended.setVersion(9).setOutput(ByteString.copyFromUtf8("[7]")).build());

            ValidatableResponse whole = answer.get(5, TimeUnit.SECONDS);
            assertThat(whole.header("ETag", equalTo("\"9\"")).extract().asString())
                    .contains("\"completed\"")
                    .contains("\"output\":[7]");
        }
    }

    @Test
    void aWaitEndsEvenWhereTheRecordWasLost() {
        UUID id = submit("demo.echo");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ValidatableResponse> answer = begunWait(id, threads);

            ledger.changeSilently(id, task -> task.setStatus(TaskStatus.DEAD));

            await().atMost(5, TimeUnit.SECONDS).until(answer::isDone);
            answer.join().body("status", equalTo("dead"));
        }
    }

    /** A wait for the end of a task, which was read for it. */
    private CompletableFuture<ValidatableResponse> begunWait(UUID id, ExecutorService threads) {
        int calls = ledger.readCalls();
        CompletableFuture<ValidatableResponse> answer =
                CompletableFuture.supplyAsync(() -> get("/" + id + "?wait=30s"), threads);
        await().until(() -> ledger.readCalls() > calls);
        return answer;
    }

    @Test
    void aSubmissionThatWaitsIsAnsweredWithTheEnd() throws Exception {
        await().until(outcomes::listening);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int calls = ledger.readCalls();
            CompletableFuture<ValidatableResponse> answer =
                    CompletableFuture.supplyAsync(() -> submitWaiting("30s"), threads);
            await().until(() -> ledger.readCalls() > calls);
            Task task = ledger.newest();
            UUID id = Ids.fromBytes(task.getId());

            ledger.change(
                    id,
                    each ->
                            each.setStatus(TaskStatus.COMPLETED)
                                    .setOutput(ByteString.copyFromUtf8("[7]")));

            answer.get(5, TimeUnit.SECONDS)
                    .statusCode(201)
                    .header("Location", equalTo("/api/v1/tasks/" + id))
                    .body("status", equalTo("completed"))
                    .body("output[0]", equalTo(7));
        }
    }

    @Test
    void aSubmissionWhoseWaitIsOverIsAcceptedAllTheSame() {
        submitWaiting("150ms").statusCode(201).body("status", equalTo("ready"));
        submitWaiting("61s").statusCode(400).body("code", equalTo("bad-parameter"));
        submitWaiting("soon").statusCode(400).body("code", equalTo("bad-parameter"));
    }

    private static ValidatableResponse submitWaiting(String wait) {
        return given().contentType("application/json")
                .body("{\"name\":\"a\",\"type\":\"demo.echo\"}")
                .post("/api/v1/tasks?wait=" + wait)
                .then();
    }

    @Test
    void aWaitThatIsOverTellsTheTaskAsItIs() {
        UUID id = submit("demo.echo");

        get("/" + id + "?wait=150ms").statusCode(200).body("status", equalTo("ready"));
    }

    @Test
    void aWaitForATerminalTaskEndsAtOnce() {
        UUID id = submit("demo.echo");
        ledger.change(id, task -> task.setStatus(TaskStatus.FAILED));

        long begin = System.nanoTime();
        get("/" + id + "?wait=30s").body("status", equalTo("failed"));

        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void manyWaitersShareTheirReads() {
        await().until(outcomes::listening);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(submit("demo.many"));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> waits =
                    ids.stream()
                            .map(
                                    id ->
                                            CompletableFuture.<String>supplyAsync(
                                                    () ->
                                                            get("/" + id + "?wait=30s")
                                                                    .extract()
                                                                    .path("status"),
                                                    threads))
                            .toList();

            ids.forEach(id -> ledger.change(id, task -> task.setStatus(TaskStatus.COMPLETED)));

            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> waits.stream().allMatch(CompletableFuture::isDone));
            assertThat(waits).allMatch(wait -> wait.join().equals("completed"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/01900000-0000-7000-8000-000000000001?wait=1d | wait",
                "/01900000-0000-7000-8000-000000000001?wait=61s | wait",
                "/01900000-0000-7000-8000-000000000001?wait=soon | wait",
                "/01900000-0000-7000-8000-000000000001?wait=-5s | wait",
                "/01900000-0000-7000-8000-000000000001?wait=1s&wait=2s | wait",
                "/01900000-0000-7000-8000-000000000001?wiat=1s | wiat",
                "?limit=0 | limit",
                "?limit=1001 | limit",
                "?limit=ten | limit",
                "?offset=-1 | offset",
                "?offset=5&cursor=abc | offset",
                "?sort=name | sort",
                "?status=done | status",
                "?status=unrecognized | status",
                "?created_after=yesterday | created_after",
                "?workflow_execution_id=7 | workflow_execution_id",
                "?count=perhaps | count",
                "?colour=red | colour",
                "?name=a%00b | name",
                "?metadata=x | metadata",
            })
    void aBadParameterIsNamed(String path, String parameter) {
        given().urlEncodingEnabled(false)
                .get("/api/v1/tasks" + path)
                .then()
                .statusCode(400)
                .body("code", equalTo("bad-parameter"))
                .body("errors.pointer", contains(parameter));
    }

    @Test
    void tasksAreListedByTheirFilters() {
        UUID first = submit("list.me", "\"metadata\":{\"team\":\"a\"}");
        UUID second = submit("list.me", "\"metadata\":{\"team\":\"b\"}");
        submit("list.other");
        ledger.change(second, task -> task.setStatus(TaskStatus.CANCELLED));

        get("?type=list.me&count=true&limit=10&sort=-created_at")
                .statusCode(200)
                .body("items.id", containsInAnyOrder(first.toString(), second.toString()))
                .body("total", equalTo(2))
                .body("next_cursor", nullValue());
        get("?type=list.me&status=cancelled&status=failed")
                .body("items.id", contains(second.toString()))
                .body("total", nullValue());
        get("?type=list.me&metadata.team=a&name=task").body("items.id", contains(first.toString()));
        get("?type=list.me&created_after=2026-01-01T00:00:00Z&limit=1").body("items", hasSize(1));
    }

    @Test
    void aBadCursorIsRefused() {
        get("?cursor=bad").statusCode(400).body("code", equalTo("bad-cursor"));
        UUID id = submit("demo.echo");
        get("/" + id + "/progress?cursor=bad").statusCode(400).body("code", equalTo("bad-cursor"));
    }

    @Test
    void whyTellsOfDependenciesWorkersAndTheEnd() {
        UUID first = submit("why.nobody-runs-this");
        UUID second = submit("why.me", "\"dependencies\":[\"%s\"]".formatted(first));

        get("/" + first + "/why")
                .statusCode(200)
                .body("waiting_for", equalTo("worker"))
                .body("detail.capable_workers", equalTo(0));
        get("/" + second + "/why")
                .body("waiting_for", equalTo("dependency"))
                .body("detail.unmet[0].id", equalTo(first.toString()))
                .body("detail.unmet[0].status", equalTo("ready"));
        ledger.change(first, task -> task.setStatus(TaskStatus.COMPLETED));
        get("/" + first + "/why").body("waiting_for", equalTo("nothing"));
        get("/01900000-0000-7000-8000-000000000001/why").statusCode(404);
    }

    @Test
    void aTaskOfLaterWaitsForItsTime() {
        UUID id = submit("why.me", "\"run_after\":\"2030-01-01T00:00:00Z\"");

        get("/" + id + "/why")
                .body("waiting_for", equalTo("schedule"))
                .body("detail.run_after", equalTo("2030-01-01T00:00:00.000000Z"));
    }

    @Test
    void statisticsCount() {
        submit("stats.me");

        given().get("/api/v1/stats")
                .then()
                .statusCode(200)
                .body("by_status.ready", greaterThan(0))
                .body("by_status.dead", greaterThanOrEqualTo(0))
                .body("by_type.'stats.me'", equalTo(1))
                .body("latency_ms.p50", equalTo(4.5f))
                .body("rates.completed_per_s", notNullValue())
                .body("workers.capacity", equalTo(0));
    }

    @Test
    void workersAreListedAndUnknownOnesNotFound() {
        given().get("/api/v1/workers").then().statusCode(200).body("items", hasSize(0));
        given().get("/api/v1/workers/w-1")
                .then()
                .statusCode(404)
                .body("code", equalTo("worker-not-found"));
        given().post("/api/v1/workers/w-1/drain").then().statusCode(404);
    }
}
