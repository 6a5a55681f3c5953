package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.HandMark;
import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.Moment;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** One action on many tasks, within the transaction of somebody who goes through a list. */
public final class ManyTasks {

    /**
     * What is to be done.
     *
     * @param priority to reprioritise, else 0
     * @param reason to cancel, discard, pause or resume, else empty
     */
    public record Wish(BulkAction action, String namespace, int priority, String reason) {

        private Holding holding() {
            HandMark mark = action == BulkAction.BULK_PAUSE ? HandMark.PAUSED : HandMark.RESUMED;
            return new Holding(mark, reason);
        }
    }

    private static final String REPRIORITISE =
            """
            update ledger.tasks t set
              priority = $2, version = t.version + 1, updated_at = now()
            where t.id = any($1::uuid[]) and t.status in (%s) and t.priority <> $2
            returning t.version, t.status, %s
            """
                    .formatted(EditStatements.OPEN, ReadyRows.COLUMNS);

    private final Transaction transaction;
    private final Wish wish;

    public ManyTasks(Transaction transaction, Wish wish) {
        this.transaction = transaction;
        this.wish = wish;
    }

    /** Takes hold of those of the tasks that still fit the filter by which they were found. */
    public Future<List<UUID>> hold(ListTasksRequest filter, List<UUID> found) {
        if (found.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        SqlText statement =
                new SqlText()
                        .add(
                                Clause.of(
                                        "select t.id from ledger.tasks t where t.id = any(?) and ",
                                        (Object) found.toArray(UUID[]::new)))
                        .addAll(new ListFilters(filter).all())
                        .add(" order by t.id for no key update");
        return transaction
                .connection()
                .preparedQuery(statement.text())
                .execute(statement.parameters())
                .map(
                        rows -> {
                            List<UUID> held = new ArrayList<>(rows.size());
                            rows.forEach(row -> held.add(row.getUUID(0)));
                            return held;
                        });
    }

    /**
     * Does it.
     *
     * @return why each of those was refused with which it was not done
     */
    public Future<Map<UUID, Problem>> carryOut(Collection<UUID> tasks) {
        if (tasks.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return switch (wish.action()) {
            case BULK_RETRY ->
                    Revival.revive(
                            transaction,
                            tasks,
                            (same, locked) ->
                                    Future.succeededFuture(
                                            TaskRetries.foreign(wish.namespace(), locked)));
            case BULK_REPLAY ->
                    Revival.revive(
                            transaction,
                            tasks,
                            (same, locked) -> DeadLetters.refuse(same, wish.namespace(), locked));
            case BULK_CANCEL, BULK_PAUSE, BULK_RESUME, BULK_REPRIORITISE, BULK_DISCARD ->
                    transaction.lock(tasks).compose(this::change);
            case BULK_ACTION_UNSPECIFIED, UNRECOGNIZED ->
                    Future.failedFuture(new IllegalArgumentException("no such action"));
        };
    }

    /**
     * Tells what would be refused and changes nothing. Whether dependencies stand in the way of a
     * retry only shows when it is done.
     */
    public Future<Map<UUID, Problem>> tryOut(Collection<UUID> tasks) {
        return tasks.isEmpty()
                ? Future.succeededFuture(Map.of())
                : transaction.lock(tasks).compose(this::refusals);
    }

    private Future<Map<UUID, Problem>> change(Map<UUID, LockedTask> tasks) {
        return refusals(tasks)
                .compose(
                        refused -> {
                            Map<UUID, LockedTask> accepted = new LinkedHashMap<>(tasks);
                            accepted.keySet().removeAll(refused.keySet());
                            return write(accepted).map(refused);
                        });
    }

    private Future<Map<UUID, Problem>> refusals(Map<UUID, LockedTask> tasks) {
        if (wish.action() == BulkAction.BULK_DISCARD || wish.action() == BulkAction.BULK_REPLAY) {
            return DeadLetters.refuse(transaction, wish.namespace(), tasks);
        }
        Map<UUID, Problem> refused = new HashMap<>();
        for (LockedTask task : tasks.values()) {
            if (verdict(task.state()) instanceof Verdict.Illegal(String detail)) {
                refused.put(task.id(), Problems.of(FailureCode.ILLEGAL_TRANSITION, detail));
            }
        }
        return Future.succeededFuture(refused);
    }

    private Verdict verdict(TaskState state) {
        Moment moment = transaction.moment();
        return switch (wish.action()) {
            case BULK_CANCEL -> RequestRules.cancel(state, wish.reason());
            case BULK_PAUSE, BULK_RESUME -> wish.holding().verdict(state, moment);
            case BULK_RETRY -> RequestRules.retry(state, 0, moment);
            default ->
                    Transitions.terminal(state.status())
                            ? new Verdict.Illegal(
                                    "a task that is "
                                            + state.status().name().toLowerCase(Locale.ROOT)
                                            + " has no priority any more")
                            : new Verdict.Accepted(state, false);
        };
    }

    private Future<Void> write(Map<UUID, LockedTask> tasks) {
        return switch (wish.action()) {
            case BULK_REPRIORITISE -> reprioritise(tasks.keySet());
            case BULK_PAUSE, BULK_RESUME -> wish.holding().write(transaction, tasks.values());
            case BULK_DISCARD -> DeadLetters.discard(transaction, tasks.keySet(), wish.reason());
            default -> transaction.write(decisions(tasks.values()));
        };
    }

    private List<Decided> decisions(Collection<LockedTask> tasks) {
        List<Decided> decisions = new ArrayList<>(tasks.size());
        for (LockedTask task : tasks) {
            if (verdict(task.state()) instanceof Verdict.Accepted accepted) {
                decisions.add(Decided.of(task, accepted));
            }
        }
        return decisions;
    }

    /** Owners of partitions may hold ready ones under their old priority. */
    private Future<Void> reprioritise(Collection<UUID> tasks) {
        return transaction
                .connection()
                .preparedQuery(REPRIORITISE)
                .execute(
                        Tuple.tuple()
                                .addArrayOfUUID(tasks.toArray(UUID[]::new))
                                .addShort((short) wish.priority()))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                transaction.effects().touch(row.getUUID("id"), row.getLong(0));
                                if (row.getShort(1) == TaskStatus.READY.getNumber()) {
                                    transaction.effects().add(ReadyRows.task(row));
                                }
                            }
                            return null;
                        });
    }
}
