package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many clients with the largest pages, and one with a small wish. */
@QuarkusTest
class ListLoadApiTest {

    private static final int TASKS = 1_000;
    private static final int CLIENTS = 64;
    private static final int LISTS_EACH = 4;
    private static final Duration PROMPT = Duration.ofSeconds(1);

    @TestHTTPResource("/api/v1/tasks")
    URI tasks = URI.create("http://localhost");

    @Test
    void readingOneTaskIsPromptWhileManyReadTheLargestPages() throws Exception {
        String filler = "x".repeat(500);
        String batch =
                Stream.generate(
                                () ->
                                        "{\"name\":\"a\",\"type\":\"listed\",\"input\":\"%s\"}"
                                                .formatted(filler))
                        .limit(TASKS)
                        .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
        given().contentType("application/json")
                .header("Minion-Namespace", "listed")
                .body(batch)
                .post("/api/v1/tasks/batch")
                .then()
                .statusCode(200);
        UUID one = Client.submit("read.alone");

        List<Long> nanos = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newHttpClient()) {
            List<Future<Integer>> lists = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int offset = client;
                lists.add(threads.submit(() -> lists(http, offset)));
            }
            while (lists.stream().anyMatch(list -> !list.isDone())) {
                long begun = System.nanoTime();
                assertThat(get(http, "/" + one, "default").statusCode()).isEqualTo(200);
                nanos.add(System.nanoTime() - begun);
            }
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(lists.get(client).get()).isEqualTo(LISTS_EACH * (TASKS - client));
            }
        }

        assertThat(nanos).hasSizeGreaterThan(10);
        assertThat(nanos).allSatisfy(each -> assertThat(each).isLessThan(PROMPT.toNanos()));
    }

    /** How many tasks its pages had, each of them asked for by nobody else. */
    private int lists(HttpClient http, int offset) throws Exception {
        int found = 0;
        for (int i = 0; i < LISTS_EACH; i++) {
            HttpResponse<String> page =
                    get(http, "?limit=%d&offset=%d".formatted(TASKS, offset), "listed");
            assertThat(page.statusCode()).isEqualTo(200);
            found += page.body().split("\"type\":\"listed\"", -1).length - 1;
        }
        return found;
    }

    private HttpResponse<String> get(HttpClient http, String path, String namespace)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(tasks + path))
                        .header("Minion-Namespace", namespace)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
