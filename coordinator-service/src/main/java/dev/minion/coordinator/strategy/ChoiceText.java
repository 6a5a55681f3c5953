package dev.minion.coordinator.strategy;

import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.problem.ProblemException;
import java.nio.charset.StandardCharsets;

/** A choice as JSON, from clients and in the store: {@code {"strategy", "types", "weights"}}. */
final class ChoiceText {

    private ChoiceText() {}

    /**
     * Reads it.
     *
     * @throws ProblemException validation-failed or unknown-field, with the places
     * @throws dev.minion.coordinator.json.MalformedJsonException where it is not JSON
     */
    static StrategyChoice read(byte[] text) {
        return new ChoiceReading(text).choice();
    }

    /** For the store. */
    static String write(StrategyChoice choice) {
        JsonOut out = members(new JsonOut(256).object(), choice).endObject();
        return new String(out.bytes(), StandardCharsets.UTF_8);
    }

    /** Its members, into an open object. */
    static JsonOut members(JsonOut out, StrategyChoice choice) {
        out.text("strategy", choice.strategy().label()).object("types");
        choice.types().forEach((type, strategy) -> out.text(type, strategy.label()));
        out.endObject().object("weights");
        choice.weights().forEach(out::number);
        return out.endObject();
    }
}
