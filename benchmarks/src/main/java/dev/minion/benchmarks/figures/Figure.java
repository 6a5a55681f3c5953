package dev.minion.benchmarks.figures;

import org.jspecify.annotations.Nullable;

/**
 * A figure with a name of its own.
 *
 * @param key in snake case, with its unit at the end
 * @param value null where there is none, as when something did not happen
 */
public record Figure(String key, @Nullable Double value) {

    /** One that counts something. */
    public static Figure of(String key, long value) {
        return new Figure(key, (double) value);
    }

    /** One that is measured. */
    public static Figure of(String key, double value) {
        return new Figure(key, value);
    }
}
