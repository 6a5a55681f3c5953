package dev.minion.coordinator.pause;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PutPauseRuleRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;

/** The body that puts a rule. */
final class RuleBody {

    private static final int MIN_ATTEMPTS = 20;
    private static final long WINDOW_MILLIS = 60_000;

    private final Faults faults = new Faults("");
    private final JsonSource source;
    private final JsonFields fields;
    private final TargetMembers target;
    private final PauseRule.Builder rule =
            PauseRule.newBuilder().setMinAttempts(MIN_ATTEMPTS).setWindowMs(WINDOW_MILLIS);
    private boolean rated;
    private boolean unknown;

    private RuleBody(byte[] body) {
        source = new JsonSource(body);
        fields = new JsonFields(source, faults);
        target = new TargetMembers(fields, faults);
    }

    /**
     * {@code {"type" | "namespace" | "key" and "namespace" | "everything" | "each", "error_rate",
     * "min_attempts", "window", "pause", "unknown"}}.
     */
    static PutPauseRuleRequest.Builder read(byte[] body, String namespace) {
        RuleBody read = new RuleBody(body);
        read.fields.object("", read::member);
        read.source.end();
        if (read.faults.none()) {
            read.rule.setTarget(read.target.target(namespace));
        }
        if (read.faults.none() && !read.rated) {
            read.faults.invalid("/error_rate", "is missing");
        }
        if (!read.faults.none()) {
            throw new ProblemException(read.faults);
        }
        return PutPauseRuleRequest.newBuilder().setRule(read.rule).setUnknown(read.unknown);
    }

    private boolean member(String name) {
        switch (name) {
            case "error_rate" -> fields.number("/error_rate", 0, 1).ifPresent(this::rate);
            case "min_attempts" ->
                    fields.integer("/min_attempts", 1, Limits.PAUSE_ATTEMPTS)
                            .ifPresent(value -> rule.setMinAttempts((int) value));
            case "window" ->
                    fields.duration(
                                    "/window",
                                    Limits.SHORTEST_PAUSE_WINDOW_MILLIS,
                                    Limits.LONGEST_PAUSE_WINDOW_MILLIS)
                            .ifPresent(rule::setWindowMs);
            case "pause" ->
                    fields.duration(
                                    "/pause",
                                    Limits.SHORTEST_PAUSE_MILLIS,
                                    Limits.LONGEST_PAUSE_MILLIS)
                            .ifPresent(rule::setPauseMs);
            case "unknown" -> unknown = fields.bool("/unknown", false);
            default -> {
                return target.readOfRule(name);
            }
        }
        return true;
    }

    /** Where nothing has to fail, everything would be paused at all times. */
    private void rate(double value) {
        rated = true;
        if (value == 0) {
            faults.invalid("/error_rate", "must be above 0");
        }
        rule.setErrorRate(value);
    }
}
