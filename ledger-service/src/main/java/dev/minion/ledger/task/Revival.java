package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Revivals;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets ended tasks run again, each with the next attempt and a fresh budget, within one
 * transaction. What they depend on is looked at again too: a task whose dependency failed can only
 * be revived after that, or together with it.
 */
final class Revival {

    /** Who may not be revived, beyond what the rules say. */
    @FunctionalInterface
    interface Check {

        /** Why each of the tasks, whose rows the transaction holds, is refused; else absent. */
        Future<Map<UUID, Problem>> refuse(Transaction transaction, Map<UUID, LockedTask> tasks);
    }

    /** Dependencies are locked before what depends on them, as everywhere. */
    private static final String DEPENDENCIES =
            """
            select t.id, t.status from ledger.tasks t
            where t.id in (select d.depends_on from ledger.task_dependencies d
              where d.task_id = any($1::uuid[]))
            order by t.id for no key update
            """;

    private static final String EDGES =
            """
            select d.task_id, d.depends_on from ledger.task_dependencies d
            where d.task_id = any($1::uuid[]) order by d.task_id, d.position
            """;

    private static final String REOPEN =
            """
            update ledger.task_dependencies set settled = not (depends_on = any($2::uuid[]))
            where task_id = any($1::uuid[])
            """;

    private static final String MARK =
            "update ledger.tasks set has_dependants = true where id = any($1::uuid[])";

    private final Transaction transaction;
    private final Map<UUID, TaskStatus> dependencies = new HashMap<>();
    private final Map<UUID, List<UUID>> edges = new HashMap<>();
    private final Map<UUID, Problem> refused = new LinkedHashMap<>();
    private final List<Decided> decisions = new ArrayList<>();
    private final Set<UUID> blocked = new HashSet<>();
    private final Set<UUID> open = new HashSet<>();

    private Revival(Transaction transaction) {
        this.transaction = transaction;
    }

    /**
     * Revives those of the tasks that may be.
     *
     * @return why each of the others was refused
     */
    static Future<Map<UUID, Problem>> revive(
            Transaction transaction, Collection<UUID> tasks, Check check) {
        return new Revival(transaction).run(tasks, check);
    }

    private Future<Map<UUID, Problem>> run(Collection<UUID> tasks, Check check) {
        return readDependencies(tasks)
                .compose(read -> transaction.lock(tasks))
                .compose(
                        locked ->
                                check.refuse(transaction, locked)
                                        .map(
                                                not -> {
                                                    refused.putAll(not);
                                                    decide(tasks, locked);
                                                    return null;
                                                }))
                .compose(decided -> write())
                .map(refused);
    }

    private Future<Void> readDependencies(Collection<UUID> tasks) {
        return transaction
                .connection()
                .preparedQuery(DEPENDENCIES)
                .execute(ids(tasks))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                dependencies.put(
                                        row.getUUID(0), TaskStatus.forNumber(row.getShort(1)));
                            }
                            return dependencies.isEmpty()
                                    ? Future.succeededFuture()
                                    : transaction
                                            .connection()
                                            .preparedQuery(EDGES)
                                            .execute(ids(tasks))
                                            .map(this::keepEdges);
                        });
    }

    private @Nullable Void keepEdges(RowSet<Row> rows) {
        for (Row row : rows) {
            edges.computeIfAbsent(row.getUUID(0), task -> new ArrayList<>()).add(row.getUUID(1));
        }
        return null;
    }

    /** In the order of ids: what others depend on is nearly always the older one. */
    private void decide(Collection<UUID> tasks, Map<UUID, LockedTask> locked) {
        for (UUID id : new TreeSet<>(tasks)) {
            if (refused.containsKey(id)) {
                continue;
            }
            LockedTask task = locked.get(id);
            Problem problem =
                    task == null
                            ? Problems.of(FailureCode.TASK_NOT_FOUND, "no such task")
                            : decide(task);
            if (problem != null) {
                refused.put(id, problem);
            }
        }
    }

    private @Nullable Problem decide(LockedTask task) {
        List<UUID> unmet = new ArrayList<>();
        UUID failed = null;
        for (UUID dependency : edges.getOrDefault(task.id(), List.of())) {
            TaskStatus status = dependencies.get(dependency);
            if (status != null && !Transitions.terminal(status)) {
                unmet.add(dependency);
            } else if (status != null
                    && Transitions.unsuccessful(status)
                    && task.onDependencyFailure() != DependencyPolicy.DEPENDENCY_IGNORE) {
                failed = dependency;
            }
        }
        Verdict verdict = RequestRules.retry(task.state(), unmet.size(), transaction.moment());
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            return illegal(verdict instanceof Verdict.Illegal(String why) ? why : "not now");
        }
        if (failed != null) {
            return illegal("its dependency " + failed + " did not complete: retry that first");
        }
        accept(task, accepted, unmet);
        return null;
    }

    private void accept(LockedTask task, Verdict.Accepted accepted, List<UUID> unmet) {
        decisions.add(Decided.of(task, accepted));
        dependencies.computeIfPresent(task.id(), (id, was) -> accepted.next().status());
        if (!unmet.isEmpty()) {
            blocked.add(task.id());
            open.addAll(unmet);
        }
    }

    private static Problem illegal(String detail) {
        return Problems.of(FailureCode.ILLEGAL_TRANSITION, detail);
    }

    private Future<Void> write() {
        if (decisions.isEmpty()) {
            return Future.succeededFuture();
        }
        return Revivals.note(transaction.connection(), needed(), transaction.moment().nowUs())
                .compose(noted -> reopen())
                .compose(reopened -> transaction.write(decisions));
    }

    /** They are open again, and need what they depend on: none of that may go meanwhile. */
    private Set<UUID> needed() {
        Set<UUID> needed = new HashSet<>();
        for (Decided decided : decisions) {
            needed.add(decided.before().id());
            needed.addAll(edges.getOrDefault(decided.before().id(), List.of()));
        }
        return needed;
    }

    private Future<Void> reopen() {
        if (blocked.isEmpty()) {
            return Future.succeededFuture();
        }
        return transaction
                .connection()
                .preparedQuery(REOPEN)
                .execute(ids(blocked).addArrayOfUUID(open.toArray(UUID[]::new)))
                .compose(
                        reopened -> transaction.connection().preparedQuery(MARK).execute(ids(open)))
                .mapEmpty();
    }

    private static Tuple ids(Collection<UUID> tasks) {
        return Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new));
    }
}
