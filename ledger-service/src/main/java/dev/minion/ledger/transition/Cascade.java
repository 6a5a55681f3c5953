package dev.minion.ledger.transition;

import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Moment;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells the dependants of ended tasks, within the transaction that ended them: they are released,
 * failed or skipped, and so are theirs.
 *
 * <p>Level by level, without recursion. A transaction goes {@link #LEVELS} deep and leaves what
 * lies deeper to {@link Sweep}: so a chain of thousands of failures takes several transactions and
 * never a long one.
 */
public final class Cascade {

    static final int LEVELS = 50;

    private static final String SETTLE =
            """
            update ledger.task_dependencies set settled = true
            where depends_on = any($1::uuid[]) and not settled
            returning task_id, depends_on
            """;

    private static final String LEAVE =
            """
            insert into ledger.unsettled (task_id) select unnest($1::uuid[]) order by 1
            on conflict do nothing
            """;

    private final SqlClient connection;
    private final Moment moment;
    private final Effects effects;

    Cascade(SqlClient connection, Moment moment, Effects effects) {
        this.connection = connection;
        this.moment = moment;
        this.effects = effects;
    }

    /** Settles the dependants of those of the tasks that have ended. */
    Future<Void> settle(List<Decided> decisions) {
        return settle(ended(decisions), 0);
    }

    /**
     * Settles the dependants of ended tasks.
     *
     * @param ended the tasks, with the status in which each ended
     */
    Future<Void> settle(Map<UUID, TaskStatus> ended, int level) {
        if (ended.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple ids = Tuple.tuple().addArrayOfUUID(ended.keySet().toArray(UUID[]::new));
        if (level >= LEVELS) {
            return connection.preparedQuery(LEAVE).execute(ids).mapEmpty();
        }
        return connection
                .preparedQuery(SETTLE)
                .execute(ids)
                .compose(
                        rows -> {
                            Map<UUID, List<UUID>> edges = new HashMap<>();
                            for (Row row : rows) {
                                edges.computeIfAbsent(row.getUUID(0), d -> new ArrayList<>())
                                        .add(row.getUUID(1));
                            }
                            return edges.isEmpty()
                                    ? Future.succeededFuture()
                                    : settle(ended, edges, level);
                        });
    }

    private Future<Void> settle(
            Map<UUID, TaskStatus> ended, Map<UUID, List<UUID>> edges, int level) {
        return TaskLocks.lock(connection, edges.keySet())
                .compose(
                        dependants -> {
                            List<Decided> decisions = new ArrayList<>();
                            dependants.forEach(
                                    (id, task) -> {
                                        Decided decided = decide(task, edges.get(id), ended);
                                        if (decided != null) {
                                            decisions.add(decided);
                                        }
                                    });
                            return TaskWrites.write(connection, decisions, effects)
                                    .compose(done -> settle(ended(decisions), level + 1));
                        });
    }

    private @Nullable Decided decide(
            LockedTask task, @Nullable List<UUID> dependencies, Map<UUID, TaskStatus> ended) {
        int met = 0;
        DependencyPolicy policy = task.onDependencyFailure();
        for (UUID dependency : dependencies == null ? List.<UUID>of() : dependencies) {
            TaskStatus status = ended.getOrDefault(dependency, TaskStatus.COMPLETED);
            if (Transitions.unsuccessful(status) && policy != DependencyPolicy.DEPENDENCY_IGNORE) {
                return decided(
                        task,
                        RequestRules.unreachable(task.state(), policy, dependency.toString()));
            }
            met++;
        }
        return decided(task, RequestRules.met(task.state(), met, moment));
    }

    private static @Nullable Decided decided(LockedTask task, Verdict verdict) {
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            return null;
        }
        TaskState next = accepted.next();
        // One dependency less is nothing to tell.
        return next.status() == TaskStatus.BLOCKED
                ? new Decided(task, next, com.google.protobuf.ByteString.EMPTY, List.of())
                : Decided.of(task, accepted);
    }

    private static Map<UUID, TaskStatus> ended(List<Decided> decisions) {
        Map<UUID, TaskStatus> ended = new LinkedHashMap<>();
        for (Decided decided : decisions) {
            if (decided.before().hasDependants()
                    && Transitions.terminal(decided.after().status())) {
                ended.put(decided.before().id(), decided.after().status());
            }
        }
        return ended;
    }
}
