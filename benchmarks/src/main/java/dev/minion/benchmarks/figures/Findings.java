package dev.minion.benchmarks.figures;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found by something that is done once.
 *
 * @param figures in the order in which people want to read them
 * @param peakMib the most memory that was seen, by process
 */
public record Findings(List<Figure> figures, SortedMap<String, Double> peakMib) {

    public Findings {
        figures = List.copyOf(figures);
    }

    /** The value of a figure; null where there is none. */
    public @Nullable Double value(String key) {
        return figures.stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .map(Figure::value)
                .orElse(null);
    }
}
