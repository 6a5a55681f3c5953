package dev.minion.worker.handler;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An attempt of a task, as a test gives it to a handler. */
record Attempt(
        JsonNode input,
        JsonNode dependencies,
        int attempt,
        List<Integer> percents,
        JsonNode details,
        List<JsonNode> recorded)
        implements HandlerContext {

    static final UUID TASK = UUID.fromString("01890000-0000-7000-8000-000000000001");

    static Attempt of(String input) {
        return of(json(input));
    }

    static Attempt of(JsonNode input) {
        return new Attempt(
                input,
                json("[]"),
                1,
                new CopyOnWriteArrayList<>(),
                NullNode.instance,
                new CopyOnWriteArrayList<>());
    }

    Attempt number(int number) {
        return new Attempt(input, dependencies, number, percents, details, recorded);
    }

    Attempt after(String outputs) {
        return new Attempt(input, json(outputs), attempt, percents, details, recorded);
    }

    /** The next attempt, which goes on from what this one has last recorded. */
    Attempt next() {
        JsonNode left = recorded.isEmpty() ? details : recorded.getLast();
        return new Attempt(input, dependencies, attempt + 1, percents, left, recorded);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public UUID taskId() {
        return TASK;
    }

    @Override
    public String fence() {
        return "3." + attempt;
    }

    @Override
    public String type() {
        return "test";
    }

    @Override
    public String namespace() {
        return "default";
    }

    @Override
    public @Nullable Instant deadline() {
        return null;
    }

    @Override
    public String traceParent() {
        return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    }

    @Override
    public @Nullable Instant extend(Duration more) {
        return null;
    }

    @Override
    public void progress(int percent, String message) {
        percents.add(percent);
    }

    @Override
    public void progress(int percent, String message, JsonNode details) {
        percents.add(percent);
        recorded.add(details);
    }
}
