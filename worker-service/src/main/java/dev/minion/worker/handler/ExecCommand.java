package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input of {@code exec.run}, checked.
 *
 * @param command a name of the allow-list
 * @param directory below the allowed root; null for a fresh one
 * @param retryable whether a failure may be followed by another attempt
 */
record ExecCommand(
        String command,
        List<String> arguments,
        byte[] stdin,
        @Nullable String directory,
        Duration timeout,
        boolean retryable) {

    private static final Set<String> FIELDS =
            Set.of("command", "args", "stdin", "working_directory", "timeout", "retryable");

    private static final int MOST_ARGUMENTS = 1_000;

    /** Linux takes at most 128 KiB for one argument; this is for all of them. */
    private static final int ARGUMENT_CHARS = 100_000;

    static ExecCommand parse(JsonNode json, ExecSettings settings) throws HandlerException {
        TaskInput input = TaskInput.of(json, FIELDS);
        return new ExecCommand(
                input.requiredText("command"),
                arguments(input.any("args")),
                input.text("stdin", "").getBytes(StandardCharsets.UTF_8),
                input.text("working_directory"),
                input.duration("timeout", settings.timeout(), settings.longestTimeout()),
                input.flag("retryable"));
    }

    private static List<String> arguments(JsonNode json) throws HandlerException {
        if (TaskInput.absent(json)) {
            return List.of();
        }
        if (!json.isArray() || json.size() > MOST_ARGUMENTS) {
            throw TaskInput.invalid(
                    "/args", "must be a list of at most " + MOST_ARGUMENTS + " strings");
        }
        List<String> arguments = new ArrayList<>(json.size());
        int characters = 0;
        for (JsonNode argument : json) {
            String text = argument.textValue();
            if (text == null || text.indexOf('\0') >= 0) {
                throw TaskInput.invalid("/args", "must hold strings without U+0000");
            }
            characters += text.length();
            arguments.add(text);
        }
        if (characters > ARGUMENT_CHARS) {
            throw TaskInput.invalid("/args", "must be at most " + ARGUMENT_CHARS + " characters");
        }
        return List.copyOf(arguments);
    }
}
