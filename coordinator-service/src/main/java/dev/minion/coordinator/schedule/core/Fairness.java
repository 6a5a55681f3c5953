package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is served next within a priority: weighted fair queueing between the namespaces, and within a
 * namespace between its queues. What a namespace gets counts against it whatever the type.
 */
final class Fairness {

    /** Queues without a task that are remembered with what they have had. */
    private static final int IDLE = 4_096;

    private final Map<String, Double> weights;
    private final Standing standing;
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final List<QueueLine> movedQueues = new ArrayList<>();
    private final List<TenantLine> movedTenants = new ArrayList<>();
    private @Nullable FairQueue latest;
    private long numbers;
    private int queues;

    /** The start of the namespace that was served last. */
    private double virtual;

    /**
     * Fairness.
     *
     * @param weights of namespaces; the others weigh 1
     * @param standing which queues are paused
     */
    Fairness(Map<String, Double> weights, Standing standing) {
        this.weights = weights;
        this.standing = standing;
    }

    /** The queue of a task, which may say what holds for the queue. */
    FairQueue queue(String namespace, UUID id, Demands demands) {
        Flow flow = demands.getFlow();
        FairQueue queue = queue(namespace, flow.getKey());
        if (!flow.getKey().isEmpty()) {
            queue.declare(id, flow);
        }
        return queue;
    }

    private FairQueue queue(String namespace, String key) {
        FairQueue last = latest;
        if (last != null && last.key.equals(key) && last.tenant.namespace.equals(namespace)) {
            return last;
        }
        latest = known(namespace, key);
        return latest;
    }

    private FairQueue known(String namespace, String key) {
        Tenant tenant = tenants.get(namespace);
        if (tenant == null) {
            tenant = new Tenant(namespace, ++numbers, weights.getOrDefault(namespace, 1.0));
            tenants.put(namespace, tenant);
        }
        FairQueue queue = tenant.queues.get(key);
        if (queue == null) {
            queue = new FairQueue(tenant, key, ++numbers);
            queue.onPause = standing.holdsQueue(namespace, key);
            tenant.queues.put(key, queue);
            queues++;
        }
        return queue;
    }

    /** The lane's tasks may be served from now on. */
    void enlist(Lane lane) {
        if (lane.standing) {
            return;
        }
        lane.standing = true;
        QueueLine line = lane.line;
        line.standing.add(lane);
        if (line.standing.size() > 1) {
            return;
        }
        TenantLine tenantLine = line.tenantLine;
        Tenant tenant = tenantLine.tenant;
        line.queue.enter(tenant.virtual);
        line.queue.lines.add(line);
        tenantLine.standing.add(line);
        if (tenantLine.standing.size() == 1) {
            tenant.enter(virtual);
            tenant.lines.add(tenantLine);
            tenantLine.level.standing.add(tenantLine);
        }
    }

    /** They may not be served any more, or there are none. */
    void dismiss(Lane lane) {
        if (!lane.standing) {
            return;
        }
        lane.standing = false;
        QueueLine line = lane.line;
        line.standing.remove(lane);
        if (!line.standing.isEmpty()) {
            return;
        }
        TenantLine tenantLine = line.tenantLine;
        Tenant tenant = tenantLine.tenant;
        tenantLine.standing.remove(line);
        line.queue.lines.remove(line);
        line.queue.leave();
        if (tenantLine.standing.isEmpty()) {
            tenantLine.level.standing.remove(tenantLine);
            tenant.lines.remove(tenantLine);
            tenant.leave();
        }
    }

    /** A task of the queue was served. */
    void served(FairQueue queue) {
        Tenant tenant = queue.tenant;
        virtual = Math.max(virtual, tenant.start);
        tenant.virtual = Math.max(tenant.virtual, queue.start);
        chargeQueue(queue);
        chargeTenant(tenant);
    }

    /** Whoever stands alone in a sorted set stands right whatever its start is. */
    private void chargeQueue(FairQueue queue) {
        for (QueueLine line : queue.lines) {
            if (line.tenantLine.standing.size() > 1) {
                line.tenantLine.standing.remove(line);
                movedQueues.add(line);
            }
        }
        queue.start += 1 / queue.weight;
        for (QueueLine line : movedQueues) {
            line.tenantLine.standing.add(line);
        }
        movedQueues.clear();
    }

    private void chargeTenant(Tenant tenant) {
        for (TenantLine line : tenant.lines) {
            if (line.level.standing.size() > 1) {
                line.level.standing.remove(line);
                movedTenants.add(line);
            }
        }
        tenant.start += 1 / tenant.weight;
        for (TenantLine line : movedTenants) {
            line.level.standing.add(line);
        }
        movedTenants.clear();
    }

    /** Forgets queues that have nothing here, where there are many. */
    void tidy() {
        if (queues <= IDLE) {
            return;
        }
        latest = null;
        for (Tenant tenant : tenants.values()) {
            tenant.queues.values().removeIf(FairQueue::isIdle);
        }
        tenants.values().removeIf(tenant -> tenant.queues.isEmpty());
        queues = tenants.values().stream().mapToInt(tenant -> tenant.queues.size()).sum();
    }

    Iterable<Tenant> tenants() {
        return tenants.values();
    }
}
