package dev.minion.coordinator.strategy;

import com.fasterxml.jackson.core.JsonToken;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What was learned, as the store keeps it: {@code {"saved_at", "items": [{"worker", "type", and the
 * counts and sums of {@link Learned}}]}}.
 *
 * @param savedAtUs when, in microseconds since 1970
 */
record LearnedText(long savedAtUs, List<Learned> items) {

    private static final int NAME_CHARS = 1_000;

    /** No sum grows beyond: a window of attempts of years each. */
    private static final double MOST = 1e15;

    String write() {
        JsonOut out = new JsonOut(160 * (1 + items.size())).object();
        out.time("saved_at", savedAtUs).array("items");
        for (Learned learned : items) {
            out.object()
                    .text("worker", learned.worker())
                    .text("type", learned.type())
                    .number("attempts", learned.attempts())
                    .number("successes", learned.successes())
                    .number("run_ms", learned.runMillis())
                    .number("answers", learned.answers())
                    .number("latency_ms", learned.latencyMillis());
            out.endObject();
        }
        return new String(out.endArray().endObject().bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Reads it.
     *
     * @throws ProblemException where something in it breaks a rule
     * @throws dev.minion.coordinator.json.MalformedJsonException where it is not JSON
     */
    static LearnedText read(String text) {
        return new Reading(text).all();
    }

    /** One pass over a text. */
    private static final class Reading {

        private final Faults faults = new Faults("");
        private final JsonSource source;
        private final JsonFields fields;
        private final List<Learned> items = new ArrayList<>();
        private long savedAtUs;

        Reading(String text) {
            this.source = new JsonSource(text.getBytes(StandardCharsets.UTF_8));
            this.fields = new JsonFields(source, faults);
        }

        LearnedText all() {
            fields.object("", this::member);
            source.end();
            if (!faults.none()) {
                throw new ProblemException(faults);
            }
            return new LearnedText(savedAtUs, items);
        }

        private boolean member(String name) {
            switch (name) {
                case "saved_at" -> savedAtUs = fields.time("/saved_at").orElse(0);
                case "items" -> items();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void items() {
            if (source.token() != JsonToken.START_ARRAY) {
                fields.wrongType("/items", "a list");
                return;
            }
            while (source.next() != JsonToken.END_ARRAY && faults.none()) {
                item("/items/" + items.size());
            }
        }

        private void item(String pointer) {
            String[] names = {"", ""};
            double[] figures = new double[5];
            fields.object(
                    pointer,
                    name -> {
                        int figure = figure(name);
                        if (figure >= 0) {
                            figures[figure] =
                                    fields.number(pointer + '/' + name, 0, MOST).orElse(0);
                        } else if (name.equals("worker")) {
                            names[0] = fields.text(pointer + "/worker", NAME_CHARS);
                        } else if (name.equals("type")) {
                            names[1] = fields.text(pointer + "/type", NAME_CHARS);
                        } else {
                            return false;
                        }
                        return true;
                    });
            items.add(
                    new Learned(
                            names[0],
                            names[1],
                            figures[0],
                            Math.min(figures[0], figures[1]),
                            figures[2],
                            figures[3],
                            figures[4]));
        }

        private static int figure(String name) {
            return List.of("attempts", "successes", "run_ms", "answers", "latency_ms")
                    .indexOf(name);
        }
    }
}
