package dev.minion.coordinator.pause;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pauses and rules as clients read them. */
final class PauseJson {

    private static final int BYTES_EACH = 400;

    private PauseJson() {}

    /** A document of one pause. */
    static JsonOut document(Pause pause) {
        return write(new JsonOut(BYTES_EACH), pause);
    }

    /** A page of pauses; the cursor is the last one's id. */
    static JsonOut document(ListPausesResponse page) {
        JsonOut out = new JsonOut(BYTES_EACH * (1 + page.getPausesCount()));
        out.object().array("items");
        page.getPausesList().forEach(pause -> write(out, pause));
        out.endArray();
        return (page.getMore()
                        ? out.uuid("next_cursor", page.getPausesList().getLast().getId())
                        : out.nothing("next_cursor"))
                .endObject();
    }

    /** A document of one rule. */
    static JsonOut document(PauseRule rule) {
        return write(new JsonOut(BYTES_EACH), rule);
    }

    /** All rules. */
    static JsonOut document(List<PauseRule> rules) {
        JsonOut out = new JsonOut(BYTES_EACH * (1 + rules.size()));
        out.object().array("items");
        rules.forEach(rule -> write(out, rule));
        return out.endArray().endObject();
    }

    @CanIgnoreReturnValue
    private static JsonOut write(JsonOut out, Pause pause) {
        target(out.object().uuid("id", pause.getId()), pause.getTarget());
        return out.text("reason", orNull(pause.getReason()))
                .text("created_by", orNull(pause.getCreatedBy()))
                .uuid("rule_id", pause.getRuleId())
                .time("began_at", pause.getBeganAtUs())
                .time("until", pause.getUntilUs())
                .time("ended_at", pause.getEndedAtUs())
                .endObject();
    }

    @CanIgnoreReturnValue
    private static JsonOut write(JsonOut out, PauseRule rule) {
        target(out.object().uuid("id", rule.getId()), rule.getTarget());
        return out.text("each", each(rule.getTarget()))
                .number("error_rate", rule.getErrorRate())
                .number("min_attempts", rule.getMinAttempts())
                .text("window", Durations.format(rule.getWindowMs()))
                .text("pause", rule.getPauseMs() == 0 ? null : Durations.format(rule.getPauseMs()))
                .time("created_at", rule.getCreatedAtUs())
                .endObject();
    }

    @CanIgnoreReturnValue
    private static JsonOut target(JsonOut out, PauseTarget target) {
        return out.text("scope", word(target.getScope()))
                .text("type", orNull(target.getType()))
                .text("namespace", orNull(target.getNamespace()))
                .text("key", orNull(target.getKey()));
    }

    /** As {@code everything}. */
    private static String word(PauseScope scope) {
        return scope.name().substring("PAUSE_".length()).toLowerCase(Locale.ROOT);
    }

    /** Of what the rule holds for each by itself; null where it is for one. */
    private static @Nullable String each(PauseTarget target) {
        boolean one =
                switch (target.getScope()) {
                    case PAUSE_TYPE -> !target.getType().isEmpty();
                    case PAUSE_NAMESPACE -> !target.getNamespace().isEmpty();
                    case PAUSE_KEY -> !target.getKey().isEmpty();
                    case PAUSE_EVERYTHING, PAUSE_SCOPE_UNSPECIFIED, UNRECOGNIZED -> true;
                };
        return one ? null : word(target.getScope());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
