package dev.minion.coordinator.schedule.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A namespace that has tasks here. */
final class Tenant extends Contender {

    final String namespace;

    /** By key; that of the tasks without one has the empty key. */
    final Map<String, FairQueue> queues = new HashMap<>();

    /** Where it stands. */
    final List<TenantLine> lines = new ArrayList<>();

    /** The start of that of its queues that was served last. */
    double virtual;

    Tenant(String namespace, long number, double weight) {
        super(number);
        this.namespace = namespace;
        this.weight = weight;
    }
}
