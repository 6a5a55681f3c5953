package dev.minion.benchmarks.figures;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the stack uses while nothing is asked of it.
 *
 * @param mib resident memory by process
 * @param proportionalMib the same, where pages that several have are divided among them
 * @param cpuPercent of one core, by process
 */
public record Idle(
        SortedMap<String, Double> mib,
        SortedMap<String, Double> proportionalMib,
        SortedMap<String, Double> cpuPercent) {

    /** The suite itself, without the servers behind it. */
    private static final Set<String> SERVICES = Set.of("coordinator", "worker", "dedup", "ledger");

    public double servicesMib() {
        return ofServices(mib);
    }

    /** What they take from the machine together. */
    public double servicesProportionalMib() {
        return ofServices(proportionalMib);
    }

    public double totalMib() {
        return sum(mib);
    }

    public double servicesCpuPercent() {
        return ofServices(cpuPercent);
    }

    public double totalCpuPercent() {
        return sum(cpuPercent);
    }

    private static double ofServices(Map<String, Double> values) {
        return values.entrySet().stream()
                .filter(entry -> SERVICES.contains(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static double sum(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
