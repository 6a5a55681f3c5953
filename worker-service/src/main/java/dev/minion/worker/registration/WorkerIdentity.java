package dev.minion.worker.registration;

import dev.minion.contracts.Partitions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * This process as a worker.
 *
 * @param id new at each start: what was assigned to an earlier process is not this one's
 * @param address host:port where coordinators call it, or empty
 * @param assignedPartition the partition of tasks.assigned that it reads
 * @param capabilities task types, sorted
 * @param labels what tasks may ask for beyond their type
 */
public record WorkerIdentity(
        String id,
        String name,
        String host,
        String address,
        String version,
        int assignedPartition,
        List<String> capabilities,
        Map<String, String> labels,
        Instant startedAt) {

    public WorkerIdentity {
        capabilities = List.copyOf(capabilities);
        labels = Map.copyOf(labels);
    }

    /**
     * A new identity.
     *
     * @param address host:port where coordinators call it, or empty
     * @param random tells this process from all others
     * @param partitions of tasks.assigned
     */
    public static WorkerIdentity of(
            String name,
            String address,
            UUID random,
            int partitions,
            List<String> capabilities,
            Map<String, String> labels,
            Instant startedAt) {
        String suffix = Long.toHexString(random.getLeastSignificantBits()).substring(6);
        return new WorkerIdentity(
                name + "-" + suffix,
                name,
                hostName(),
                address,
                ownVersion(),
                Partitions.of(random, partitions),
                capabilities,
                labels,
                startedAt);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static String ownVersion() {
        String version = WorkerIdentity.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
