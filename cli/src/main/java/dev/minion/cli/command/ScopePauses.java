package dev.minion.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.ExitCode;
import dev.minion.cli.Output;
import dev.minion.cli.client.Coordinator;
import dev.minion.cli.progress.Printable;
import picocli.CommandLine.Option;

/** Begins and ends pauses of more than a task. */
final class ScopePauses {

    private final Coordinator coordinator;
    private final Output output;
    private final boolean json;

    ScopePauses(Coordinator coordinator, Output output, boolean json) {
        this.coordinator = coordinator;
        this.output = output;
        this.json = json;
    }

    /** How a pause is begun. */
    static final class Terms {

        @Option(
                names = "--for",
                paramLabel = "TIME",
                description = "It ends by itself after so long, such as 10m, up to 30d.")
        private String duration = "";

        @Option(names = "--reason", description = "For those who see it.")
        private String reason = "";

        @Option(names = "--unknown", description = "Also what nobody has seen yet.")
        private boolean unknown;

        private ObjectNode put(ObjectNode request) {
            if (!duration.isEmpty()) {
                request.put("for", duration);
            }
            if (!reason.isEmpty()) {
                request.put("reason", reason);
            }
            return unknown ? request.put("unknown", true) : request;
        }

        String reason() {
            return reason;
        }

        /** Whether anything is said that only a pause of more than a task has. */
        boolean areOfScope() {
            return unknown || !duration.isEmpty();
        }
    }

    /** Pauses what is named. */
    int start(PauseScope scope, Terms terms) {
        JsonNode pause =
                coordinator.startPause(terms.put(scope.put(Output.JSON.createObjectNode())));
        String until =
                pause.path("until").isTextual()
                        ? " until " + pause.path("until").asText()
                        : " until somebody ends it";
        return told(pause, PauseScope.words(pause) + " is paused" + until);
    }

    /** Ends the pause of what is named. */
    int end(PauseScope scope) {
        for (JsonNode pause : coordinator.pauses(false).path("items")) {
            if (scope.of(pause)) {
                return end(pause.path("id").asText());
            }
        }
        throw new CliException(ExitCode.FAILED, "pause-not-found", "That is not paused.");
    }

    /** Ends a pause. */
    int end(String id) {
        JsonNode ended = coordinator.endPause(id);
        return told(ended, PauseScope.words(ended) + " goes on");
    }

    private int told(JsonNode pause, String sentence) {
        if (json) {
            output.json(pause);
        } else {
            output.line(Printable.text(sentence));
        }
        return ExitCode.DONE.number();
    }
}
