package dev.minion.localstack.stack;

import java.util.EnumMap;
import java.util.Map;

/**
 * Every port of a stack.
 *
 * @param kafka the broker's; the controller takes the next one
 */
public record StackPorts(
        int postgres, int redis, int kafka, Map<ServiceKind, ServicePorts> services) {

    public StackPorts {
        services = Map.copyOf(services);
    }

    /** The documented ones, of the stack that {@code ./minion up} starts. */
    public static StackPorts standard() {
        Map<ServiceKind, ServicePorts> services = new EnumMap<>(ServiceKind.class);
        services.put(ServiceKind.COORDINATOR, new ServicePorts(8080, 9090, 9000));
        services.put(ServiceKind.WORKER, new ServicePorts(8081, 9091, 0));
        services.put(ServiceKind.LEDGER, new ServicePorts(8082, 9092, 0));
        services.put(ServiceKind.DEDUP, new ServicePorts(8083, 9093, 0));
        return new StackPorts(15432, 16379, 19092, services);
    }

    /** Thirteen ports in a row, for a stack beside others. */
    public static StackPorts from(int first) {
        Map<ServiceKind, ServicePorts> services = new EnumMap<>(ServiceKind.class);
        services.put(ServiceKind.COORDINATOR, new ServicePorts(first + 4, first + 5, first + 6));
        services.put(ServiceKind.WORKER, new ServicePorts(first + 7, first + 8, 0));
        services.put(ServiceKind.LEDGER, new ServicePorts(first + 9, first + 10, 0));
        services.put(ServiceKind.DEDUP, new ServicePorts(first + 11, first + 12, 0));
        return new StackPorts(first, first + 1, first + 2, services);
    }

    /** The ports of the first instance of a service. */
    public ServicePorts of(ServiceKind kind) {
        ServicePorts ports = services.get(kind);
        if (ports == null) {
            throw new IllegalArgumentException("There are no ports for " + kind.service());
        }
        return ports;
    }
}
