package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which workers a task may go to; the coordinator says what of it is wrong. */
final class RoutingOptions {

    @Option(
            names = "--require",
            paramLabel = "SELECTOR",
            description =
                    "Labels that its worker must have, such as 'gpu in (a100, h100), memory_gb >"
                            + " 32'; may be repeated.")
    private List<String> require = new ArrayList<>();

    @Option(
            names = "--prefer",
            paramLabel = "SELECTOR[:WEIGHT]",
            description =
                    "Labels that its worker should have, with a weight of 1 to 100; may be"
                            + " repeated.")
    private List<String> prefer = new ArrayList<>();

    @Option(
            names = "--worker",
            paramLabel = "ID",
            description = "The worker that it must go to, by id or name; ~ID: should go to.")
    private String worker = "";

    @Option(
            names = "--avoid",
            paramLabel = "ID",
            description = "The worker that it must not go to; ~ID: should not go to.")
    private String avoid = "";

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many slots of its worker it takes (default: 1).")
    private int slots;

    boolean given() {
        return !asked().isEmpty();
    }

    /** Adds what was asked for to the task, where something was. */
    void addTo(ObjectNode task) {
        ObjectNode routing = asked();
        if (!routing.isEmpty()) {
            task.set("routing", routing);
        }
    }

    private ObjectNode asked() {
        ObjectNode routing = Output.JSON.createObjectNode();
        if (!require.isEmpty()) {
            ArrayNode selectors = routing.putArray("require");
            require.forEach(selectors::add);
        }
        if (!prefer.isEmpty()) {
            ArrayNode preferences = routing.putArray("prefer");
            prefer.forEach(each -> preference(preferences.addObject(), each));
        }
        if (!worker.isEmpty()) {
            wish(routing.putObject("worker"), worker);
        }
        if (!avoid.isEmpty()) {
            wish(routing.putObject("avoid"), avoid);
        }
        if (slots != 0) {
            routing.put("slots", slots);
        }
        return routing;
    }

    private static void preference(ObjectNode preference, String text) {
        int colon = text.lastIndexOf(':');
        preference.put("labels", colon < 0 ? text : text.substring(0, colon));
        if (colon >= 0) {
            preference.put("weight", weight(text.substring(colon + 1)));
        }
    }

    private static double weight(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            throw CliException.usage(
                    "--prefer has a weight that is no number, which is 1 to 100: " + text);
        }
    }

    private static void wish(ObjectNode wish, String text) {
        boolean prefers = text.startsWith("~");
        wish.put("id", prefers ? text.substring(1) : text)
                .put("mode", prefers ? "prefer" : "require");
    }
}
