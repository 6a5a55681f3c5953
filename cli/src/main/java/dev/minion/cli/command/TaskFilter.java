package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which tasks are meant: the options of commands that are about many. */
final class TaskFilter {

    @Mixin private final TaskKind kind = new TaskKind();

    @Option(names = "--created-by", description = "Only those that this one created.")
    private String createdBy = "";

    @Option(
            names = "--metadata",
            paramLabel = "KEY=VALUE",
            description = "Only those with this value under that key; may be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--created-after", paramLabel = "TIME", description = "In RFC 3339.")
    private String createdAfter = "";

    @Option(names = "--created-before", paramLabel = "TIME", description = "In RFC 3339.")
    private String createdBefore = "";

    @Option(names = "--updated-after", paramLabel = "TIME", description = "In RFC 3339.")
    private String updatedAfter = "";

    @Option(names = "--updated-before", paramLabel = "TIME", description = "In RFC 3339.")
    private String updatedBefore = "";

    private Map<String, String> given() {
        Map<String, String> given = kind.parameters();
        given.put("created_by", createdBy);
        given.put("created_after", createdAfter);
        given.put("created_before", createdBefore);
        given.put("updated_after", updatedAfter);
        given.put("updated_before", updatedBefore);
        given.values().removeIf(String::isEmpty);
        return given;
    }

    /** As parameters of a list. */
    List<Map.Entry<String, String>> query() {
        List<Map.Entry<String, String>> query = new ArrayList<>(given().entrySet());
        metadata.forEach((key, value) -> query.add(Map.entry("metadata." + key, value)));
        return query;
    }

    /** As the filter of a bulk job. */
    ObjectNode json() {
        ObjectNode filter = Output.JSON.createObjectNode();
        given().forEach(filter::put);
        if (!metadata.isEmpty()) {
            ObjectNode values = filter.putObject("metadata");
            metadata.forEach(values::put);
        }
        return filter;
    }
}
