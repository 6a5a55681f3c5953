package dev.minion.coordinator.pool.core;

/**
 * The numbers of the fleet's rules.
 *
 * @param partitions how many task partitions there are
 * @param leaseNanos a worker that was not heard for this long is dead
 * @param listedNanos how long a dead or stopped worker is still listed, for people
 * @param listedWorkers the most dead or stopped workers that are listed
 */
public record FleetPolicy(int partitions, long leaseNanos, long listedNanos, int listedWorkers) {}
