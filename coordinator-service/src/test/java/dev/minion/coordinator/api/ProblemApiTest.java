package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before a task is looked at. */
@QuarkusTest
class ProblemApiTest {

    private static final String TASK = "{\"name\":\"a\",\"type\":\"t\"}";

    @TestHTTPResource("/")
    URI address = URI.create("http://localhost");

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/api/v1", "/api/v1/tasks/x/y/z", "/api/v2/tasks", "/"})
    void aPathThatDoesNotExistIsAProblem(String path) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("not-found"))
                .body("instance", equalTo(path))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void aMethodThatDoesNotExistIsAProblem() {
        given().delete("/api/v1/tasks")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("code", equalTo("method-not-allowed"));
        given().put("/api/v1/stats").then().statusCode(405);
    }

    @Test
    void anotherMediaTypeIsAProblem() {
        given().contentType("text/xml")
                .body("<task/>")
                .post("/api/v1/tasks")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("code", equalTo("unsupported-media-type"));
        given().accept("text/xml")
                .get("/api/v1/stats")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("code", equalTo("not-acceptable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"name\":\"a\nb\"}", "{} x", "\u0000"})
    void textThatIsNotJsonIsAProblem(String body) {
        given().contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/tasks")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("malformed-json"));
    }

    @Test
    void theQueryMustBePercentEncoded() throws IOException {
        String answer =
                raw("GET /api/v1/tasks?name=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        // The server itself refuses it, before any of our code: there is no document.
        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @Test
    void aBodyOfUnknownLengthStopsAtTheLimitToo() throws IOException {
        byte[] head =
                String.join(
                                "\r\n",
                                "POST /api/v1/tasks/batch HTTP/1.1",
                                "Host: x",
                                "Content-Type: application/json",
                                "Transfer-Encoding: chunked",
                                "",
                                "")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] chunk =
                ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(head);
                for (int i = 0; i < 20; i++) {
                    socket.getOutputStream().write(chunk);
                }
            } catch (IOException refusedAlready) {
                // As it should be.
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
        String answer =
                raw(
                        String.join(
                                "\r\n",
                                "POST /api/v1/tasks/batch HTTP/1.1",
                                "Host: x",
                                "Content-Type: application/json",
                                "Content-Length: 99999999",
                                "",
                                ""));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("payload-too-large", "trace_id");
    }

    @Test
    void aLargeBodyForWhichThereIsNoRoomIsTurnedAwayUntilTheOthersAreGone() throws IOException {
        String head =
                String.join(
                        "\r\n",
                        "POST /api/v1/tasks/batch HTTP/1.1",
                        "Host: x",
                        "Connection: close",
                        "Content-Type: application/json",
                        "Content-Length: 16000000",
                        "",
                        "");
        List<Socket> others = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket(address.getHost(), address.getPort());
                others.add(socket);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(
                            () ->
                                    assertThat(raw(head))
                                            .startsWith("HTTP/1.1 429")
                                            .contains("Retry-After", "overloaded"));
        } finally {
            for (Socket socket : others) {
                socket.close();
            }
        }
        String empty = head.replace("16000000", "15000000") + " ".repeat(15_000_000);
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(raw(empty)).startsWith("HTTP/1.1 400"));
    }

    @Test
    void aHeaderOfAMegabyteIsRefused() throws IOException {
        String answer =
                raw(
                        "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
                                + "Idempotency-Key: "
                                + "k".repeat(1 << 20)
                                + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431");
    }

    @Test
    void anUnmappedHeaderOfAJsonTypeWithCharsetIsFine() {
        given().header("Content-Type", "application/json; charset=utf-8")
                .body(TASK)
                .post("/api/v1/tasks")
                .then()
                .statusCode(201)
                .contentType(containsString("application/json"));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(5_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException answeredAlready) {
                // The server may close its side while a long request is still being written.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
