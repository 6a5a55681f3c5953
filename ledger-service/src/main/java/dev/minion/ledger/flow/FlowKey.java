package dev.minion.ledger.flow;

import dev.minion.contracts.Queues;
import dev.minion.contracts.tasks.Flow;
import java.util.Comparator;

/** A key of a namespace. */
record FlowKey(String namespace, String key) implements Comparable<FlowKey> {

    private static final Comparator<FlowKey> ORDER =
            Comparator.comparingInt(FlowKey::queue)
                    .thenComparing(FlowKey::namespace)
                    .thenComparing(FlowKey::key);

    static FlowKey of(String namespace, Flow flow) {
        return new FlowKey(namespace, flow.getKey());
    }

    int queue() {
        return Queues.of(namespace, key);
    }

    @Override
    public int compareTo(FlowKey other) {
        return ORDER.compare(this, other);
    }
}
