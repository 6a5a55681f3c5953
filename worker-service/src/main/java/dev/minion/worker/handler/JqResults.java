package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.OutputStream;
import net.thisptr.jackson.jq.Output;

/** Takes an expression's results, up to a number and a size. */
final class JqResults implements Output {

    private final TransformSettings settings;
    private final ArrayNode results = JsonNodeFactory.instance.arrayNode();
    private final Counter counter = new Counter();

    JqResults(TransformSettings settings) {
        this.settings = settings;
    }

    @Override
    public void emit(JsonNode result) {
        if (results.size() >= settings.results()) {
            throw new JqBudgetException("More than " + settings.results() + " results");
        }
        measure(result);
        results.add(result);
    }

    /** Several results as an array, one as itself, none as null. */
    JsonNode output() {
        return switch (results.size()) {
            case 0 -> NullNode.getInstance();
            case 1 -> results.get(0);
            default -> results;
        };
    }

    private void measure(JsonNode result) {
        try {
            Json.MAPPER.writeValue(counter, result);
        } catch (IOException e) {
            // Only the counter throws; Jackson wraps what it throws.
            throw new JqBudgetException(
                    "Results of more than " + settings.resultBytes() + " bytes");
        }
    }

    private final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) throws IOException {
            add(1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            add(length);
        }

        private void add(int length) throws IOException {
            bytes += length;
            if (bytes > settings.resultBytes()) {
                throw new IOException("Too many bytes");
            }
        }
    }
}
