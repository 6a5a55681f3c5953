package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import java.util.List;
import picocli.CommandLine.Option;

/** What of more than a task is meant: the options that name it. */
final class PauseScope {

    /** Where a key names none. */
    private static final String DEFAULT_NAMESPACE = "default";

    @Option(
            names = {"-t", "--type"},
            description = "A type, in all namespaces.")
    private String type = "";

    @Option(names = "--namespace", description = "A namespace; with --key, that of the key.")
    private String namespace = "";

    @Option(names = "--key", description = "A key of a namespace (default: of default).")
    private String key = "";

    @Option(names = "--everything", description = "All tasks there are.")
    private boolean everything;

    /** Whether anything is named. */
    boolean given() {
        return everything || !(type + namespace + key).isEmpty();
    }

    /** As a request says it. */
    ObjectNode put(ObjectNode request) {
        if (!type.isEmpty()) {
            request.put("type", type);
        }
        if (!namespace.isEmpty()) {
            request.put("namespace", namespace);
        }
        if (!key.isEmpty()) {
            request.put("key", key);
        }
        return everything ? request.put("everything", true) : request;
    }

    /** Whether a pause is of this, and nothing else. */
    boolean of(JsonNode pause) {
        String of = namespace.isEmpty() && !key.isEmpty() ? DEFAULT_NAMESPACE : namespace;
        return everything == pause.path("scope").asText().equals("everything")
                && type.equals(member(pause, "type"))
                && key.equals(member(pause, "key"))
                && of.equals(member(pause, "namespace"));
    }

    private static String member(JsonNode pause, String name) {
        return pause.path(name).isTextual() ? pause.path(name).asText() : "";
    }

    /** In words. */
    static String words(JsonNode pause) {
        String scope = pause.path("scope").asText();
        if (pause.path("each").isTextual()) {
            String of = member(pause, "namespace");
            return "each " + scope + (of.isEmpty() ? "" : " of " + of);
        }
        return switch (scope) {
            case "type" -> "type " + member(pause, "type");
            case "namespace" -> "namespace " + member(pause, "namespace");
            case "key" -> "key " + member(pause, "key") + " of " + member(pause, "namespace");
            default -> scope;
        };
    }

    /** Ends a command that needs one where it was not given ids, and none where it was. */
    void requireInsteadOf(List<String> ids) {
        if (ids.isEmpty() && !given()) {
            throw CliException.usage(
                    "Name tasks by their ids, or a --type, a --namespace, a --key, or"
                            + " --everything.");
        }
        if (!ids.isEmpty() && given()) {
            throw CliException.usage("Name tasks by their ids, or what they are of, not both.");
        }
    }
}
