package dev.minion.coordinator.routing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One condition on one label. A label that a worker does not have is unlike any value. */
sealed interface Requirement {

    /** Whether these labels meet it. */
    boolean matches(Map<String, String> labels);

    /** {@code zone = eu}, {@code gpu in (a100, h100)}. */
    record OneOf(String key, Set<String> values) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }
    }

    /** {@code spot != true}, {@code gpu notin (k80, m60)}. */
    record NoneOf(String key, Set<String> values) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }
    }

    /** {@code gpu}, {@code !gpu}. */
    record Present(String key, boolean wanted) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key) == wanted;
        }
    }

    /** {@code memory_gb > 32}, {@code cores < 8}; what is no number is neither. */
    record Beyond(String key, BigDecimal limit, boolean above) implements Requirement {

        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            BigDecimal number = value == null ? null : Numbers.parse(value);
            int order = number == null ? 0 : number.compareTo(limit);
            return above ? order > 0 : order < 0;
        }
    }

    /** Numbers in labels: digits, and not so many that to compare them is work. */
    final class Numbers {

        private static final int CHARS = 30;

        /** So many digits fit a long. */
        private static final int DIGITS = 18;

        private Numbers() {}

        /** The number, or null where the text is none: digits, a sign before, one point within. */
        static @Nullable BigDecimal parse(String text) {
            int length = text.length();
            int first = text.startsWith("-") ? 1 : 0;
            if (length > CHARS) {
                return null;
            }
            int whole = digits(text, first);
            if (whole == first) {
                return null;
            }
            if (whole == length) {
                return length - first <= DIGITS
                        ? BigDecimal.valueOf(Long.parseLong(text))
                        : new BigDecimal(text);
            }
            boolean fraction = text.charAt(whole) == '.' && whole + 1 < length;
            return fraction && digits(text, whole + 1) == length ? new BigDecimal(text) : null;
        }

        /** Where the digits that begin there end. */
        private static int digits(String text, int from) {
            int at = from;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            return at;
        }
    }
}
