package dev.minion.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Of which kind the tasks are that are meant. */
final class TaskKind {

    @Option(
            names = {"-t", "--type"},
            description = "Only those of this type.")
    private String type = "";

    @Option(
            names = {"-n", "--name"},
            description = "Only those whose name contains this.")
    private String name = "";

    @Option(names = "--session", description = "Only those of this session.")
    private String session = "";

    /** As parameters of a list, those that are not given empty. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", type);
        parameters.put("name", name);
        parameters.put("session_id", session);
        return parameters;
    }
}
