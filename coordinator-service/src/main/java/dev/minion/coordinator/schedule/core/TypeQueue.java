package dev.minion.coordinator.schedule.core;

import java.util.LinkedHashSet;
import java.util.Set;

/** All waiting tasks of one type. */
final class TypeQueue {

    final String type;

    /** True while some living worker runs the type. */
    boolean servable;

    /** Those of its lanes that are not empty. */
    final Set<Lane> lanes = new LinkedHashSet<>();

    TypeQueue(String type) {
        this.type = type;
    }
}
