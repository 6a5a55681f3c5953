package dev.minion.ledger.release;

import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.RequestRules;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.timing.Repeating;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.TaskLocks;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Releases scheduled tasks whose time has come, and ends ready ones that waited too long, without
 * the time for which they were paused.
 */
@ApplicationScoped
public class DueTasks {

    /** Milliseconds until the first one is due, null where there is none. */
    private static final String FIRST =
            "select (extract(epoch from min(t.due_at) - now()) * 1000)::bigint from ledger.tasks t"
                    + " where t.due_at is not null";

    private static final String DUE =
            "select "
                    + TaskLocks.COLUMNS
                    + " from ledger.tasks t where t.due_at <= now()"
                    + " order by t.due_at limit $1 for no key update skip locked";

    private final Transactions transactions;
    private final int batch;

    DueTasks(Transactions transactions, ReleaseConfig config) {
        this.transactions = transactions;
        this.batch = config.dueBatch();
    }

    /**
     * One step: all that are due now, in batches. Most steps find none, and take no transaction to
     * see it.
     *
     * @return until the next one is due, as far as this is known; zero where some were
     */
    public Future<Duration> step() {
        return transactions
                .alone()
                .preparedQuery(FIRST)
                .execute()
                .compose(
                        first -> {
                            Long millis = first.iterator().next().getLong(0);
                            if (millis == null) {
                                return Future.succeededFuture(Repeating.NOTHING);
                            }
                            return millis > 0
                                    ? Future.succeededFuture(Duration.ofMillis(millis))
                                    : batches().map(Duration.ZERO);
                        });
    }

    private Future<Integer> batches() {
        return transactions
                .run(this::batch)
                .compose(done -> done < batch ? Future.succeededFuture(done) : batches());
    }

    private Future<Integer> batch(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery(DUE)
                .execute(Tuple.of(batch))
                .compose(rows -> decide(transaction, TaskLocks.tasks(rows).values()));
    }

    private static Future<Integer> decide(Transaction transaction, Collection<LockedTask> due) {
        List<LockedTask> overdue =
                due.stream().filter(task -> task.state().status() == TaskStatus.READY).toList();
        return PausedWaits.putOff(transaction.connection(), overdue)
                .compose(putOff -> write(transaction, due, putOff));
    }

    private static Future<Integer> write(
            Transaction transaction, Collection<LockedTask> due, Set<UUID> putOff) {
        List<Decided> decisions = new ArrayList<>(due.size());
        for (LockedTask task : due) {
            if (!putOff.contains(task.id())
                    && RequestRules.due(task.state(), transaction.moment())
                            instanceof Verdict.Accepted accepted) {
                decisions.add(Decided.of(task, accepted));
            }
        }
        return transaction.write(decisions).map(decisions.size() + putOff.size());
    }
}
