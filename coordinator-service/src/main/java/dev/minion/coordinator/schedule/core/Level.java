package dev.minion.coordinator.schedule.core;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The tasks of one type and priority. */
final class Level {

    final TypeQueue type;
    final int priority;

    /** The namespaces that have a task in some window. */
    final Map<Tenant, TenantLine> lines = new HashMap<>();

    /** Those of them that may be served, the next one first. */
    final TreeSet<TenantLine> standing =
            new TreeSet<>((a, b) -> Contender.inOrder(a.tenant, b.tenant));

    Level(TypeQueue type, int priority) {
        this.type = type;
        this.priority = priority;
    }

    QueueLine line(FairQueue queue) {
        return lines.computeIfAbsent(queue.tenant, tenant -> new TenantLine(tenant, this))
                .line(queue);
    }

    /** The lane has lost its last task. */
    void left(QueueLine line) {
        if (--line.lanes == 0) {
            TenantLine tenantLine = line.tenantLine;
            tenantLine.lines.remove(line.queue);
            if (tenantLine.lines.isEmpty()) {
                lines.remove(tenantLine.tenant);
            }
        }
    }
}
