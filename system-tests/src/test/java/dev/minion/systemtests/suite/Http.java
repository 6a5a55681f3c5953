package dev.minion.systemtests.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain calls, for scenarios in which an answer may never come. */
public final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Version 1.1, as most clients speak it. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    private Http() {}

    /**
     * An answer.
     *
     * @param replayed whether it says that it is an earlier one
     */
    public record Answer(int status, JsonNode body, boolean replayed) {

        /**
         * Whether the request may be sent again as it was, its outcome being unknown or nothing.
         */
        public boolean again() {
            return status == 429 || status >= 500;
        }
    }

    /**
     * Sends a request.
     *
     * @param body null for a GET
     * @throws IOException when there was no answer in time: the outcome is unknown
     */
    public static Answer call(String url, @Nullable String body, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER);
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return answer(request);
    }

    /** Puts something in place of what is there. */
    public static Answer put(String url, String body) throws IOException {
        return answer(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static Answer answer(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    JSON.readTree(response.body()),
                    response.headers()
                            .firstValue("Idempotency-Replayed")
                            .filter("true"::equals)
                            .isPresent());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /**
     * The body of a GET that is expected to work.
     *
     * @throws UncheckedIOException when there is no answer
     */
    public static JsonNode get(String url) {
        try {
            Answer answer = call(url, null, Map.of());
            if (answer.status() != 200) {
                throw new IOException(url + " answers " + answer.status() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The body of a POST that is expected to work. */
    public static JsonNode post(String url, String body) {
        try {
            Answer answer = call(url, body, Map.of());
            if (answer.status() >= 300) {
                throw new IOException(url + " answers " + answer.status() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static boolean completesOne(String url) throws IOException {
        Answer submitted =
                call(
                        url + "/api/v1/tasks",
                        "{\"name\": \"are you there\", \"type\": \"demo.echo\"}",
                        Map.of());
        if (submitted.status() != 201) {
            return false;
        }
        String id = submitted.body().path("id").asText();
        JsonNode task = get(url + "/api/v1/tasks/" + id + "?wait=5s");
        return task.path("status").asText().equals("completed");
    }
}
