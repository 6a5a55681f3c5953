package dev.minion.systemtests.api;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.systemtests.suite.Http;
import dev.minion.systemtests.suite.SharedStack;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The public interface for one test, in a namespace of its own. */
final class Api {

    static final String TASKS = "/api/v1/tasks";

    /** Nobody runs it, so that a task stays as it is. */
    static final String NOBODYS = "nobody.runs-this";

    private static @Nullable OpenApi openApi;

    private final String url = SharedStack.get().url();
    private final OpenApi document = document(url);
    private final String namespace;

    Api() {
        this("api-" + UUID.randomUUID());
    }

    Api(String namespace) {
        this.namespace = namespace;
    }

    int port() {
        return URI.create(url).getPort();
    }

    /** The document, read once for all tests, so that in the end one knows what was seen. */
    static synchronized OpenApi document(String url) {
        if (openApi == null) {
            openApi = new OpenApi(Http.get(url + "/openapi?format=json"));
        }
        return openApi;
    }

    /** A request in the test's namespace, whose answer must be documented. */
    RequestSpecification request() {
        return undocumented().filter(new Documented(document));
    }

    /** A request to what the document does not have on purpose. */
    RequestSpecification undocumented() {
        return given().spec(
                        new RequestSpecBuilder()
                                .setBaseUri(url)
                                .setUrlEncodingEnabled(false)
                                .addHeader("Minion-Namespace", namespace)
                                .build());
    }

    /** A request with a body of JSON. */
    RequestSpecification sending(String json) {
        return request().contentType("application/json").body(json);
    }

    /** Submits a task that is expected to be accepted. */
    Response submit(String json) {
        return sending(json).post(TASKS).then().statusCode(201).extract().response();
    }

    /** The id of a new task that completes soon. */
    String echo(String name) {
        return submit(
                        "{\"name\": \"%s\", \"type\": \"demo.echo\", \"input\": {\"n\": 1}}"
                                .formatted(name))
                .path("id");
    }

    /** The id of a new task that stays ready. */
    String waiting(String name) {
        return submit("{\"name\": \"%s\", \"type\": \"%s\"}".formatted(name, NOBODYS)).path("id");
    }

    /** The task as soon as it has ended. */
    JsonNode ended(String id) {
        return request()
                .get(TASKS + "/" + id + "?wait=30s")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    JsonNode task(String id) {
        return request().get(TASKS + "/" + id).then().statusCode(200).extract().as(JsonNode.class);
    }

    /** How many tasks the test's namespace has. */
    int stored() {
        return request()
                .get(TASKS + "?count=true&limit=1")
                .then()
                .statusCode(200)
                .extract()
                .path("total");
    }

    private record Documented(OpenApi document) implements Filter {

        @Override
        public Response filter(
                FilterableRequestSpecification request,
                FilterableResponseSpecification expected,
                FilterContext context) {
            Response response = context.next(request, expected);
            String type = response.contentType();
            document.check(
                    request.getMethod(),
                    URI.create(request.getURI()).getPath(),
                    response.statusCode(),
                    type == null ? "" : type,
                    response.asByteArray());
            return response;
        }
    }
}
