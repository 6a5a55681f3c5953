package dev.minion.benchmarks.figures;

import java.util.SortedMap;

/**
 * What the processes used during one measured part.
 *
 * @param cpuSeconds by process
 * @param peakMib the most memory that was seen, by process
 * @param peakTotalMib the most that all had at one moment, without the driver
 * @param bytes that the servers wrote
 */
public record Consumed(
        SortedMap<String, Double> cpuSeconds,
        SortedMap<String, Double> peakMib,
        double peakTotalMib,
        Bytes bytes) {

    /** What was used, when nobody looked at the servers' files. */
    public Consumed(
            SortedMap<String, Double> cpuSeconds,
            SortedMap<String, Double> peakMib,
            double peakTotalMib) {
        this(cpuSeconds, peakMib, peakTotalMib, Bytes.UNKNOWN);
    }

    /** The same, with what the servers wrote. */
    public Consumed wrote(Bytes written) {
        return new Consumed(cpuSeconds, peakMib, peakTotalMib, written);
    }

    /** CPU-seconds of all processes. */
    public double totalCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
