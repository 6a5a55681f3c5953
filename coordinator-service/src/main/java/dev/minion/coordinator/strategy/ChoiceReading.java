package dev.minion.coordinator.strategy;

import com.fasterxml.jackson.core.JsonToken;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.json.TextRules;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import dev.minion.coordinator.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pass over the text of a choice. */
final class ChoiceReading {

    private static final int STRATEGY_CHARS = 100;

    /** Of the name of a type or a worker. */
    private static final int NAME_CHARS = 200;

    private static final int ENTRIES = 1_000;

    private final Faults faults = new Faults("");
    private final JsonSource source;
    private final JsonFields fields;
    private final Map<String, StrategyName> types = new HashMap<>();
    private final Map<String, Double> weights = new HashMap<>();
    private @Nullable StrategyName strategy;

    ChoiceReading(byte[] text) {
        this.source = new JsonSource(text);
        this.fields = new JsonFields(source, faults);
    }

    StrategyChoice choice() {
        fields.object("", this::member);
        source.end();
        StrategyName everywhere = strategy;
        if (everywhere == null && faults.none()) {
            faults.invalid("/strategy", "is missing; there are " + StrategyName.labels());
        }
        if (everywhere == null || !faults.none()) {
            throw new ProblemException(faults);
        }
        return new StrategyChoice(everywhere, types, weights);
    }

    private boolean member(String name) {
        switch (name) {
            case "strategy" -> named("/strategy", known -> strategy = known);
            case "types" -> entries("/types", this::type);
            case "weights" -> entries("/weights", this::weight);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What reads one entry of a map, standing on its value. */
    @FunctionalInterface
    private interface Entry {

        void read(String name, String pointer);
    }

    private void entries(String pointer, Entry entry) {
        int[] count = new int[1];
        fields.objectOrNull(
                pointer,
                name -> {
                    String at = pointer + Faults.step(name);
                    TextRules.breach(name, NAME_CHARS)
                            .ifPresent(breach -> faults.invalid(at, breach));
                    if (++count[0] == ENTRIES + 1) {
                        faults.invalid(pointer, "has more than %d entries".formatted(ENTRIES));
                    }
                    entry.read(name, at);
                    return true;
                });
    }

    private void type(String type, String pointer) {
        named(pointer, known -> types.put(type, known));
    }

    private void named(String pointer, Consumer<StrategyName> known) {
        String label = fields.text(pointer, STRATEGY_CHARS);
        Optional<StrategyName> name = StrategyName.of(label);
        if (name.isPresent()) {
            known.accept(name.get());
        } else if (!label.isEmpty() && label.length() <= STRATEGY_CHARS) {
            faults.invalid(pointer, "is no strategy; there are " + StrategyName.labels());
        }
    }

    /** JSON has no NaN; a text that says so is refused like any other. */
    private void weight(String worker, String pointer) {
        if (source.token() == JsonToken.VALUE_NULL) {
            faults.invalid(pointer, "must be a number");
            return;
        }
        fields.number(pointer, StrategyChoice.LEAST_WEIGHT, StrategyChoice.MOST_WEIGHT)
                .ifPresent(weight -> weights.put(worker, weight));
    }
}
