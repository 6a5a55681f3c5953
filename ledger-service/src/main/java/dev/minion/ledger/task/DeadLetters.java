package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Remarks;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Tasks that are dead and that nobody has discarded, within a transaction that holds their rows.
 */
final class DeadLetters {

    private static final String WHICH =
            "select t.id from ledger.tasks t where t.id = any($1::uuid[]) and "
                    + ListFilters.DEAD_LETTER;

    private static final String DISCARD =
            """
            update ledger.tasks t set
              discarded_attempt = t.attempt, version = t.version + 1, updated_at = now()
            where t.id = any($1::uuid[])
            returning t.id, t.version
            """;

    private DeadLetters() {}

    /** Why tasks are no dead letters of the namespace; those that are, are absent. */
    static Future<Map<UUID, Problem>> refuse(
            Transaction transaction, String namespace, Map<UUID, LockedTask> tasks) {
        return transaction
                .connection()
                .preparedQuery(WHICH)
                .execute(ids(tasks.keySet()))
                .map(
                        rows -> {
                            Set<UUID> dead = HashSet.newHashSet(rows.size());
                            rows.forEach(row -> dead.add(row.getUUID(0)));
                            Map<UUID, Problem> refused =
                                    new HashMap<>(TaskRetries.foreign(namespace, tasks));
                            for (LockedTask task : tasks.values()) {
                                if (!dead.contains(task.id())) {
                                    refused.putIfAbsent(task.id(), notDead(task.state().status()));
                                }
                            }
                            return refused;
                        });
    }

    private static Problem notDead(TaskStatus status) {
        return Problems.of(
                FailureCode.NOT_DEAD,
                status == TaskStatus.DEAD
                        ? "it was discarded, and is no dead letter any more"
                        : "a task that is "
                                + status.name().toLowerCase(Locale.ROOT)
                                + " is no dead letter");
    }

    /** Takes dead letters off the list; the tasks stay as they are. */
    static Future<Void> discard(Transaction transaction, Collection<UUID> dead, String reason) {
        return transaction
                .connection()
                .preparedQuery(DISCARD)
                .execute(ids(dead))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                transaction.effects().touch(row.getUUID(0), row.getLong(1));
                            }
                            return Remarks.append(
                                    transaction.connection(),
                                    dead,
                                    TaskStatus.DEAD,
                                    "discarded",
                                    reason);
                        });
    }

    private static Tuple ids(Collection<UUID> tasks) {
        return Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new));
    }
}
