package dev.minion.ledger.pause;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;
import org.jspecify.annotations.Nullable;

/** What a pause and a rule may say. */
final class PauseTerms {

    private PauseTerms() {}

    /** Why the request is refused, or null. */
    static @Nullable Problem refuse(StartPauseRequest request) {
        Problem target = refuse(request.getTarget(), false);
        if (target != null) {
            return target;
        }
        if (request.getForMs() != 0 && !aPause(request.getForMs())) {
            return invalid("/for", "must be between 1 second and 30 days");
        }
        Problem reason = tooLong("/reason", request.getReason(), Limits.DESCRIPTION_CHARS);
        return reason == null
                ? tooLong("/created_by", request.getCreatedBy(), Limits.LABEL_CHARS)
                : reason;
    }

    /** Why the rule is refused, or null. */
    static @Nullable Problem refuse(PauseRule rule) {
        Problem target = refuse(rule.getTarget(), true);
        if (target != null) {
            return target;
        }
        // What is no number is neither above nor below.
        if (!(rule.getErrorRate() > 0 && rule.getErrorRate() <= 1)) {
            return invalid("/error_rate", "must be above 0 and at most 1");
        }
        if (rule.getMinAttempts() < 1 || rule.getMinAttempts() > Limits.PAUSE_ATTEMPTS) {
            return invalid("/min_attempts", "must be between 1 and " + Limits.PAUSE_ATTEMPTS);
        }
        if (rule.getWindowMs() < Limits.SHORTEST_PAUSE_WINDOW_MILLIS
                || rule.getWindowMs() > Limits.LONGEST_PAUSE_WINDOW_MILLIS) {
            return invalid("/window", "must be between 1 second and 1 hour");
        }
        return rule.getPauseMs() == 0 || aPause(rule.getPauseMs())
                ? null
                : invalid("/pause", "must be between 1 second and 30 days");
    }

    private static boolean aPause(long millis) {
        return millis >= Limits.SHORTEST_PAUSE_MILLIS && millis <= Limits.LONGEST_PAUSE_MILLIS;
    }

    /**
     * Whether a target is one.
     *
     * @param each whether it may leave out which type, namespace or key it is
     */
    private static @Nullable Problem refuse(PauseTarget target, boolean each) {
        PauseScope scope = target.getScope();
        if (scope == PauseScope.PAUSE_SCOPE_UNSPECIFIED || scope == PauseScope.UNRECOGNIZED) {
            return invalid("/target/scope", "must be one of those there are");
        }
        boolean ofType = scope == PauseScope.PAUSE_TYPE;
        boolean ofKey = scope == PauseScope.PAUSE_KEY;
        boolean ofNamespace = scope == PauseScope.PAUSE_NAMESPACE;
        Problem type = refuse("type", target.getType(), Limits.TYPE_CHARS, ofType, each);
        if (type != null) {
            return type;
        }
        Problem key = refuse("key", target.getKey(), Limits.FLOW_KEY_CHARS, ofKey, each);
        if (key != null) {
            return key;
        }
        return refuse(
                "namespace",
                target.getNamespace(),
                Limits.LABEL_CHARS,
                ofKey || ofNamespace,
                each && !ofKey);
    }

    private static @Nullable Problem refuse(
            String name, String value, int most, boolean wanted, boolean each) {
        String pointer = "/target/" + name;
        if (!wanted) {
            return value.isEmpty() ? null : invalid(pointer, "is not of this scope");
        }
        return value.isEmpty() && !each
                ? invalid(pointer, "is missing")
                : tooLong(pointer, value, most);
    }

    private static @Nullable Problem tooLong(String pointer, String value, int most) {
        if (value.indexOf('\0') >= 0) {
            return invalid(pointer, "contains U+0000");
        }
        return value.codePointCount(0, value.length()) > most
                ? invalid(pointer, "has more than " + most + " characters")
                : null;
    }

    /** Why a target that nobody has seen is refused. */
    static Problem nothing(PauseTarget target) {
        return switch (target.getScope()) {
            case PAUSE_TYPE ->
                    nothing(
                            "/type",
                            "no task and no worker has been seen of type " + target.getType());
            case PAUSE_KEY ->
                    nothing(
                            "/key",
                            "no task has been seen lately of key %s in namespace %s"
                                    .formatted(target.getKey(), target.getNamespace()));
            default ->
                    nothing(
                            "/namespace",
                            "no task has been seen in namespace " + target.getNamespace());
        };
    }

    private static Problem nothing(String pointer, String what) {
        return problem(FailureCode.NOTHING_TO_PAUSE, what).toBuilder()
                .addErrors(FieldError.newBuilder().setPointer(pointer).setDetail("is not known"))
                .build();
    }

    /** A refusal of the whole request. */
    static Problem problem(FailureCode code, String detail) {
        return Problem.newBuilder().setCode(code.code()).setDetail(detail).build();
    }

    private static Problem invalid(String pointer, String detail) {
        return Problem.newBuilder()
                .setCode(FailureCode.VALIDATION.code())
                .setDetail(pointer + ' ' + detail)
                .addErrors(FieldError.newBuilder().setPointer(pointer).setDetail(detail))
                .build();
    }
}
