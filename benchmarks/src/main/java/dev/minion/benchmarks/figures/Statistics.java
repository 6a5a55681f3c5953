package dev.minion.benchmarks.figures;

import java.util.Arrays;
import java.util.Collection;

/** Percentiles and medians. */
public final class Statistics {

    private Statistics() {}

    /**
     * The smallest value that is not less than the given share of all values (nearest rank).
     *
     * @param values in any order
     * @param percent above 0, up to 100
     * @return 0 where there are no values
     */
    public static long percentile(long[] values, double percent) {
        if (values.length == 0) {
            return 0;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }

    /** The value in the middle, or the mean of the two; 0 where there are none. */
    public static double median(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
