package dev.minion.benchmarks.figures;

import java.util.SortedMap;

/**
 * What the processes used during one measured part.
 *
 * @param cpuSeconds by process
 * @param peakMib the most memory that was seen, by process
 * @param peakTotalMib the most that all had at one moment, without the driver
 */
public record Consumed(
        SortedMap<String, Double> cpuSeconds,
        SortedMap<String, Double> peakMib,
        double peakTotalMib) {

    /** CPU-seconds of all processes. */
    public double totalCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
