package dev.minion.benchmarks;

import java.util.Map;
import java.util.Optional;

/** Sentences about amounts that are out of their bounds. */
final class Bounds {

    private Bounds() {}

    /** What is wrong with the value, or nothing. */
    static String outside(int value, int least, int most) {
        return value >= least && value <= most
                ? ""
                : " is from " + least + " to " + most + ", not " + value;
    }

    /** What is wrong with the value, or nothing. */
    static String outside(double value, double least, double most) {
        return value >= least && value <= most
                ? ""
                : " is from " + least + " to " + most + ", not " + value;
    }

    /**
     * The first complaint in the order of the options' names.
     *
     * @param complaints by option, empty where nothing is wrong
     */
    static Optional<String> firstBroken(Map<String, String> complaints) {
        return complaints.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + entry.getValue())
                .sorted()
                .findFirst();
    }
}
