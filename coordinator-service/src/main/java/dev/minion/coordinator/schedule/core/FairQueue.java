package dev.minion.coordinator.schedule.core;

import java.util.ArrayList;
import java.util.List;

/** The tasks of one namespace and key, of all types and priorities. */
final class FairQueue extends Contender {

    final Tenant tenant;
    final String key;

    /** Where it stands. */
    final List<QueueLine> lines = new ArrayList<>();

    /** How many of its tasks the windows hold. */
    int waiting;

    FairQueue(Tenant tenant, String key, long number) {
        super(number);
        this.tenant = tenant;
        this.key = key;
    }

    /** Nothing is known of it but what it has had. */
    boolean isIdle() {
        return waiting == 0;
    }
}
