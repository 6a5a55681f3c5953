package dev.minion.coordinator.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document is written by hand: it must say what the code does, all of it and no more. */
@QuarkusTest
class OpenApiTest {

    private static final List<String> METHODS = List.of("GET", "POST", "PATCH", "PUT", "DELETE");

    @Test
    void theDocumentIsOpenApi31AndRelative() {
        JsonPath document = document();

        assertThat(document.getString("openapi")).startsWith("3.1");
        assertThat(document.getString("servers[0].url")).isEqualTo("/");
        assertThat(document.getString("info.title")).isEqualTo("Minion");
    }

    @Test
    void everyOperationIsDescribedAndNoOther() {
        Map<String, Map<String, Object>> paths = document().getMap("paths");
        Set<String> described = new TreeSet<>();
        paths.forEach(
                (path, item) ->
                        METHODS.stream()
                                .filter(m -> item.containsKey(m.toLowerCase(Locale.ROOT)))
                                .forEach(m -> described.add(m + ' ' + path)));

        Set<String> served = served();
        // Routes of their own, not resources.
        served.add("GET /api/v1/tasks");
        served.add("GET /api/v1/tasks/{id}/events");
        served.add("GET /api/v1/agents/{id}/inbox/events");
        served.add("GET /api/v1/changes");
        served.add("GET /api/v1/tasks/{id}/input");
        served.add("GET /api/v1/tasks/{id}/output");
        assertThat(described).isEqualTo(served);
    }

    @Test
    void everyOperationHasANameAGroupASummaryAndItsProblems() {
        Map<String, Map<String, Object>> paths = document().getMap("paths");
        paths.values().stream()
                .flatMap(item -> item.entrySet().stream())
                .filter(entry -> METHODS.contains(entry.getKey().toUpperCase(Locale.ROOT)))
                .forEach(
                        entry -> {
                            Map<?, ?> operation = (Map<?, ?>) entry.getValue();
                            assertThat(operation.keySet().stream().map(Object::toString).toList())
                                    .contains("operationId", "tags", "summary", "responses");
                            Map<?, ?> responses =
                                    (Map<?, ?>) Objects.requireNonNull(operation.get("responses"));
                            assertThat(responses.keySet().stream().map(Object::toString).toList())
                                    .contains("500")
                                    .anyMatch(status -> status.startsWith("2"));
                        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        String text = given().accept("application/json").get("/openapi").asString();
        JsonPath document = JsonPath.from(text);
        Matcher references = Pattern.compile("\"#/([^\"]+)\"").matcher(text);
        int count = 0;
        while (references.find()) {
            count++;
            String path = references.group(1).replace("/", "'.'");
            Object target = document.get('\'' + path + '\'');
            assertThat(target).as(references.group(1)).isNotNull();
        }
        assertThat(count).isGreaterThan(100);
    }

    @Test
    void theProblemSchemaNamesWhatProblemsHave() {
        Map<String, Object> problem = document().getMap("components.schemas.Problem.properties");

        assertThat(problem)
                .containsOnlyKeys(
                        "type",
                        "title",
                        "status",
                        "detail",
                        "code",
                        "instance",
                        "trace_id",
                        "errors");
    }

    @Test
    void aTaskHasTheMembersThatTheSchemaNames() {
        Set<String> described =
                new TreeSet<>(
                        document()
                                .<String, Object>getMap("components.schemas.Task.properties")
                                .keySet());
        // Only where they are large, where it is so, or where the task asks for something.
        described.removeAll(
                Set.of("input_ref", "output_ref", "paused", "discarded", "routing", "flow"));

        String id = Client.submit("demo.echo").toString();
        Map<String, Object> task = Client.get('/' + id).extract().jsonPath().getMap("");

        assertThat(task.keySet()).isEqualTo(described);
    }

    @Test
    void aMessageHasTheMembersThatTheSchemaNames() {
        Set<String> described =
                document().<String, Object>getMap("components.schemas.Message.properties").keySet();

        Map<String, Object> message =
                given().contentType("application/json")
                        .body("{\"sender\":\"s\",\"to\":{\"agent\":\"a\"},\"body\":1}")
                        .post("/api/v1/messages")
                        .then()
                        .statusCode(201)
                        .extract()
                        .jsonPath()
                        .getMap("");

        assertThat(message.keySet()).isEqualTo(described);
    }

    private static JsonPath document() {
        return given().accept("application/json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Set<String> served() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.minion.coordinator");
        Set<String> served = new TreeSet<>();
        for (JavaClass resource : classes) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> add(served, resource, method));
            }
        }
        return served;
    }

    private static void add(Set<String> served, JavaClass resource, JavaMethod method) {
        String path =
                resource.getAnnotationOfType(Path.class).value()
                        + (method.isAnnotatedWith(Path.class)
                                ? method.getAnnotationOfType(Path.class).value()
                                : "");
        METHODS.stream()
                .filter(name -> method.isAnnotatedWith("jakarta.ws.rs." + name))
                .forEach(name -> served.add(name + ' ' + path));
    }
}
