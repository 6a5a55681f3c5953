package dev.minion.ledger.flow;

import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.ExcessPolicy;
import dev.minion.contracts.tasks.Flow;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Which new tasks are refused, because their key has as many as may run already. */
public final class Excess {

    /** A new task that would be ready at once. */
    public record Newcomer(UUID id, NewTask task) {

        FlowKey key() {
            return FlowKey.of(task.getNamespace(), task.getDemands().getFlow());
        }

        int limit() {
            return task.getDemands().getFlow().getConcurrency();
        }
    }

    private Excess() {}

    /** True where the task is to be refused rather than to wait. */
    public static boolean concerns(NewTask task) {
        Flow flow = task.getDemands().getFlow();
        return flow.getOnExcess() == ExcessPolicy.EXCESS_REJECT && flow.getConcurrency() > 0;
    }

    /**
     * Holds the keys until the end of the transaction and tells which of the newcomers exceed their
     * limits, the first in order being the first to be let in. One that is there already, since the
     * call was repeated, does not count against itself.
     */
    public static Future<Set<UUID>> refused(
            SqlClient connection, List<Newcomer> newcomers, int partitions) {
        Set<FlowKey> keys = new TreeSet<>();
        List<UUID> ids = new ArrayList<>(newcomers.size());
        for (Newcomer newcomer : newcomers) {
            keys.add(newcomer.key());
            ids.add(newcomer.id());
        }
        return FlowLocks.hold(connection, keys)
                .compose(
                        held ->
                                OpenCounts.readPresent(
                                        connection, keys, partitions, ids.toArray(UUID[]::new)))
                .map(present -> refused(newcomers, present));
    }

    private static Set<UUID> refused(List<Newcomer> newcomers, Map<FlowKey, Integer> present) {
        Set<UUID> refused = new HashSet<>();
        for (Newcomer newcomer : newcomers) {
            int before = present.getOrDefault(newcomer.key(), 0);
            if (before >= newcomer.limit()) {
                refused.add(newcomer.id());
            } else {
                present.put(newcomer.key(), before + 1);
            }
        }
        return refused;
    }
}
