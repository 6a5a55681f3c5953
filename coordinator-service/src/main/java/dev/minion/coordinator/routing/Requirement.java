package dev.minion.coordinator.routing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
            return number != null && (number.compareTo(limit) > 0) == above && !equal(number);
        }

        private boolean equal(BigDecimal number) {
            return number.compareTo(limit) == 0;
        }
    }

    /** Numbers in labels: digits, and not so many that to compare them is work. */
    final class Numbers {

        private static final int CHARS = 30;
        private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

        private Numbers() {}

        static @Nullable BigDecimal parse(String text) {
            return text.length() <= CHARS && NUMBER.matcher(text).matches()
                    ? new BigDecimal(text)
                    : null;
        }
    }
}
