package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tasks with routing that were turned away ask for: the ledger's pages leave such out. */
final class ParkedNeeds {

    /** Pages bring what is beyond this, to be turned away again. */
    private static final int LIMIT = 256;

    private static final class Parked {
        final Set<TypedDemands> demands = new HashSet<>();

        /** Of each queue the first that was turned away. */
        final Map<Integer, Rank> first = new HashMap<>();
    }

    private final Map<TypeQueue.Need, Parked> parked = new HashMap<>();
    private int size;

    /** A task that asks for this was turned away. */
    void park(TypeQueue.Need need, ReadyTask task) {
        Parked known = parked.get(need);
        if (known == null) {
            if (size >= LIMIT) {
                return;
            }
            known = new Parked();
            parked.put(need, known);
        }
        Rank rank = new Rank(task.getPriority(), Ids.fromBytes(task.getTaskId()));
        known.first.merge(task.getQueue(), rank, (a, b) -> a.before(b) ? a : b);
        if (size < LIMIT) {
            TypedDemands demands =
                    TypedDemands.newBuilder()
                            .setType(need.type())
                            .setDemands(task.getDemands())
                            .build();
            size += known.demands.add(demands) ? 1 : 0;
        }
    }

    /**
     * Takes it out.
     *
     * @return of each queue the place of the first task that was turned away
     */
    Map<Integer, Rank> take(TypeQueue.Need need) {
        Parked taken = parked.remove(need);
        if (taken == null) {
            return Map.of();
        }
        size -= taken.demands.size();
        return taken.first;
    }

    /** All that is parked. */
    List<TypeQueue.Need> needs() {
        return List.copyOf(parked.keySet());
    }

    /** As the ledger is asked. */
    List<TypedDemands> all() {
        List<TypedDemands> all = new ArrayList<>(size);
        parked.values().forEach(each -> all.addAll(each.demands));
        return all;
    }
}
