package dev.minion.coordinator.http;

import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.TextRules;
import dev.minion.coordinator.json.Times;
import dev.minion.coordinator.problem.FieldProblem;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of a request. Everything in it must be known, and given once unless it is a list. */
public final class QueryParameters {

    private static final int VALUE_CHARS = 1_000;

    private final MultiMap values;

    private QueryParameters(MultiMap values) {
        this.values = values;
    }

    /**
     * The parameters of a request.
     *
     * @param known their names; one that ends with a dot stands for all that begin with it
     * @throws ProblemException bad-parameter, where one is not known or unreadable
     */
    public static QueryParameters of(RoutingContext request, Set<String> known) {
        String query = request.request().query();
        if (query == null || query.isEmpty()) {
            return new QueryParameters(MultiMap.caseInsensitiveMultiMap());
        }
        MultiMap values = decoded(request);
        for (Map.Entry<String, String> entry : values) {
            String name = entry.getKey();
            int dot = name.indexOf('.');
            if (!known.contains(name) && (dot < 0 || !known.contains(name.substring(0, dot + 1)))) {
                throw bad(name, "is not a parameter of this path");
            }
            check(name, name);
            check(name, entry.getValue());
        }
        return new QueryParameters(values);
    }

    /** A refusal of one parameter. */
    public static ProblemException bad(String name, String detail) {
        String shown = name.length() <= 100 ? name : name.substring(0, 100) + '…';
        return new ProblemException(
                new Problem(
                        FailureCode.BAD_PARAMETER,
                        "query parameter '%s' %s".formatted(shown, detail),
                        List.of(new FieldProblem(shown, detail))));
    }

    /** A refusal of a part of the path. */
    public static ProblemException badPath(String name, String detail) {
        return new ProblemException(
                new Problem(
                        FailureCode.BAD_PARAMETER,
                        "the %s in the path %s".formatted(name, detail),
                        List.of(new FieldProblem(name, detail))));
    }

    /** The value, or null. */
    public @Nullable String text(String name) {
        List<String> all = values.getAll(name);
        if (all.size() > 1) {
            throw bad(name, "is given more than once");
        }
        return all.isEmpty() ? null : all.getFirst();
    }

    /** The value, or empty. */
    public String textOrEmpty(String name) {
        String value = text(name);
        return value == null ? "" : value;
    }

    /** All values of a parameter that may be repeated. */
    public List<String> texts(String name) {
        return values.getAll(name);
    }

    /** All parameters, for those whose names begin with a known part. */
    public Iterable<Map.Entry<String, String>> all() {
        return values;
    }

    /** A whole number within bounds. */
    public long number(String name, long whereAbsent, long min, long max) {
        String value = text(name);
        if (value == null) {
            return whereAbsent;
        }
        boolean digits = !value.isEmpty() && value.length() <= 18;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        long number = digits ? Long.parseLong(value) : -1;
        if (number < min || number > max) {
            throw bad(name, "must be a whole number between %d and %d".formatted(min, max));
        }
        return number;
    }

    /** True or false. */
    public boolean flag(String name) {
        String value = text(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.equals("true")) {
            throw bad(name, "must be true or false");
        }
        return true;
    }

    /** A time in microseconds since 1970; 0 where absent. */
    public long time(String name) {
        String value = text(name);
        if (value == null) {
            return 0;
        }
        // A plus sign of an offset that was not encoded arrives as a space.
        return Times.parse(value.replace(' ', '+'))
                .orElseThrow(() -> bad(name, "must be a time like 2026-12-01T00:00:00Z"));
    }

    /** A duration up to the longest; zero where absent. */
    public Duration duration(String name, Duration longest) {
        String value = text(name);
        if (value == null) {
            return Duration.ZERO;
        }
        long millis =
                Durations.parseMillis(value)
                        .orElseThrow(() -> bad(name, "must be a duration like 30s"));
        if (millis > longest.toMillis()) {
            throw bad(name, "must be at most " + Durations.format(longest.toMillis()));
        }
        return Duration.ofMillis(millis);
    }

    private static MultiMap decoded(RoutingContext request) {
        try {
            return request.queryParams();
        } catch (RuntimeException undecodable) {
            throw new ProblemException(
                    FailureCode.BAD_PARAMETER, "the query is not valid percent-encoding");
        }
    }

    private static void check(String name, String text) {
        if (text.length() > VALUE_CHARS) {
            throw bad(name, "is longer than " + VALUE_CHARS + " characters");
        }
        TextRules.unstorable(text)
                .ifPresent(
                        breach -> {
                            throw bad(name.replace("\0", ""), breach);
                        });
    }
}
