package dev.minion.coordinator.schedule.core;

import java.util.ArrayList;
import java.util.List;

/** A queue's tasks of one type and priority. */
final class QueueLine {

    final FairQueue queue;
    final TenantLine tenantLine;

    /** How many lanes there are. */
    int lanes;

    /** Those of them that may be served, one of a partition. */
    final List<Lane> standing = new ArrayList<>(1);

    QueueLine(FairQueue queue, TenantLine tenantLine) {
        this.queue = queue;
        this.tenantLine = tenantLine;
    }

    /** The lane with the oldest task. */
    Lane first() {
        Lane first = standing.getFirst();
        for (int i = 1; i < standing.size(); i++) {
            Lane lane = standing.get(i);
            if (lane.tasks.firstKey().compareTo(first.tasks.firstKey()) < 0) {
                first = lane;
            }
        }
        return first;
    }
}
