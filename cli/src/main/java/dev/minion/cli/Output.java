package dev.minion.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param columns of the terminal that {@code out} is; 0 when it is a pipe or a file
 * @param colour whether a terminal is to be coloured
 */
public record Output(PrintStream out, PrintStream err, int columns, boolean colour) {

    public static final ObjectMapper JSON = new ObjectMapper();

    public boolean terminal() {
        return columns > 0;
    }

    public void line(String text) {
        out.println(text);
    }

    /** Prints the value with two blanks a level. */
    public void json(JsonNode value) {
        out.println(pretty(value));
    }

    public static String pretty(JsonNode value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
