package dev.minion.coordinator.strategy;

import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.pool.core.Learned;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what was learned, by worker and type.
 *
 * @param next where the next page begins, or null where there is none
 */
record LearnedPage(List<Learned> items, @Nullable String next) {

    private static final Comparator<Learned> BY_PLACE = Comparator.comparing(LearnedPage::place);

    /**
     * Cuts a page out of all.
     *
     * @param worker of this one only, or empty
     * @param type of this one only, or empty
     * @param after the place that the page before ended at, or empty
     */
    static LearnedPage of(List<Learned> all, String worker, String type, String after, int limit) {
        List<Learned> found =
                all.stream()
                        .filter(each -> worker.isEmpty() || each.worker().equals(worker))
                        .filter(each -> type.isEmpty() || each.type().equals(type))
                        .filter(each -> place(each).compareTo(after) > 0)
                        .sorted(BY_PLACE)
                        .limit(limit + 1L)
                        .toList();
        boolean more = found.size() > limit;
        List<Learned> items = more ? found.subList(0, limit) : found;
        return new LearnedPage(items, more ? place(items.getLast()) : null);
    }

    private static String place(Learned learned) {
        return learned.worker() + '\n' + learned.type();
    }

    /** The place that a cursor names, or null where it is none of ours. */
    static @Nullable String placeOf(String cursor) {
        try {
            String place =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return cursor.isEmpty() || place.indexOf('\n') > 0 ? place : null;
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /**
     * As clients read it.
     *
     * @param remembered how many pairs the store knew at the start
     */
    JsonOut json(int remembered) {
        JsonOut out = new JsonOut(160 * (1 + items.size())).object().array("items");
        items.forEach(each -> write(out, each));
        return out.endArray()
                .text("next_cursor", cursor())
                .number("remembered", remembered)
                .endObject();
    }

    private @Nullable String cursor() {
        return next == null
                ? null
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(next.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonOut out, Learned learned) {
        out.object().text("worker", learned.worker()).text("type", learned.type());
        out.number("attempts", rounded(learned.attempts()));
        share(out, "success_rate", learned.successes(), learned.attempts());
        share(out, "run_ms", learned.runMillis(), learned.successes());
        share(out, "latency_ms", learned.latencyMillis(), learned.answers());
        var ignored = out.endObject();
    }

    /** Null where there was nothing to learn it from. */
    private static void share(JsonOut out, String name, double sum, double count) {
        var ignored = count <= 0 ? out.nothing(name) : out.number(name, rounded(sum / count));
    }

    private static double rounded(double value) {
        return Math.rint(value * 1_000) / 1_000;
    }
}
