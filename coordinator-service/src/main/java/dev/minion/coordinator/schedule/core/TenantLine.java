package dev.minion.coordinator.schedule.core;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A namespace's tasks of one type and priority. */
final class TenantLine {

    final Tenant tenant;
    final Level level;

    /** Those that have a task in some window. */
    final Map<FairQueue, QueueLine> lines = new HashMap<>();

    /** Those of them that may be served, the next one first. */
    final TreeSet<QueueLine> standing =
            new TreeSet<>((a, b) -> Contender.inOrder(a.queue, b.queue));

    TenantLine(Tenant tenant, Level level) {
        this.tenant = tenant;
        this.level = level;
    }

    QueueLine line(FairQueue queue) {
        return lines.computeIfAbsent(queue, any -> new QueueLine(queue, this));
    }
}
