package dev.minion.coordinator.task;

import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.problem.Problem;
import java.util.List;
import java.util.function.BiConsumer;

/** What the answers to batches have in common. */
final class BatchAnswers {

    private BatchAnswers() {}

    /**
     * Writes the items into an open object, each as it was done or with its error.
     *
     * @return how many were done
     */
    static <T> int items(JsonOut out, List<Outcome<T>> items, BiConsumer<JsonOut, T> write) {
        out.array("items");
        int done = 0;
        for (Outcome<T> item : items) {
            switch (item) {
                case Outcome.Done<T>(T value) -> {
                    done++;
                    write.accept(out, value);
                }
                case Outcome.Refused<T>(Problem problem) ->
                        problem.writeTo(out.object().object("error")).endObject().endObject();
            }
        }
        out.endArray();
        return done;
    }
}
