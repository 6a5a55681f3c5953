package dev.minion.systemtests.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

/**
 * The OpenAPI document that the service serves, and the question whether an answer is in it.
 * Schemas are JSON Schema 2020-12 (OpenAPI 3.1).
 */
final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    OpenApi(JsonNode document) {
        this.document = document;
    }

    /** All operations below the prefix, as {@code GET /path}. */
    Set<String> operations(String prefix) {
        Set<String> all = new TreeSet<>();
        document.path("paths")
                .propertyStream()
                .filter(path -> path.getKey().startsWith(prefix))
                .forEach(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method -> {
                                                    if (METHODS.contains(method)) {
                                                        all.add(name(method, path.getKey()));
                                                    }
                                                }));
        return all;
    }

    /** Those of which an answer was checked. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    /**
     * Fails unless the document has the answer.
     *
     * @param path without a query
     * @param contentType of the answer, empty where it has none
     */
    void check(String method, String path, int status, String contentType, byte[] body) {
        String template = template(method, path);
        String where = name(method, template) + " " + status;
        JsonNode operation = document.path("paths").path(template).path(lower(method));
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            throw new AssertionError("the OpenAPI document has no " + where);
        }
        seen.add(name(method, template));
        String type = contentType.split(";", 2)[0].strip();
        JsonNode content = response.path("content");
        if (content.isMissingNode() || content.isEmpty()) {
            expect(body.length == 0, where + " is to have no body, and has one");
            return;
        }
        expect(content.has(type), where + " may not be of type '" + type + "'");
        if (type.endsWith("json")) {
            validate(where, content.path(type).path("schema"), body);
        }
    }

    private void validate(String where, JsonNode schema, byte[] body) {
        expect(!schema.isMissingNode(), where + " has no schema");
        try {
            List<Error> errors =
                    schemas.computeIfAbsent(where, _ -> compiled(schema))
                            .validate(JSON.readTree(body));
            expect(
                    errors.isEmpty(),
                    where
                            + " is answered otherwise than documented: "
                            + errors.stream().map(Error::toString).collect(Collectors.joining("; "))
                            + "\n"
                            + new String(body, java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            throw new AssertionError(where + " is not JSON", notJson);
        }
    }

    /** The schema beside the document's components, where its references point. */
    private Schema compiled(JsonNode schema) {
        ObjectNode alone = JSON.createObjectNode();
        alone.putArray("allOf").add(schema);
        alone.set("components", document.path("components"));
        return registry.getSchema(alone);
    }

    private JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    /** The document's path that fits; of several the one with the fewest parameters. */
    private String template(String method, String path) {
        return document.path("paths")
                .propertyStream()
                .filter(each -> each.getValue().has(lower(method)))
                .map(Map.Entry::getKey)
                .filter(each -> path.matches(each.replaceAll("\\{[^}]+}", "[^/]+")))
                .min((a, b) -> Long.compare(parameters(a), parameters(b)))
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "the OpenAPI document has no " + name(method, path)));
    }

    private static long parameters(String template) {
        return template.chars().filter(c -> c == '{').count();
    }

    private static String name(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    private static String lower(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
