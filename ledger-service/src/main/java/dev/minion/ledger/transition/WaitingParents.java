package dev.minion.ledger.transition;

import com.google.protobuf.ByteString;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.timing.Repeating;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Parents whose handler is done and that wait until no child is open. They stand in a table of
 * their own, from the transaction in which they begin to wait: so a ledger that was killed forgets
 * none, and no other task pays for it.
 *
 * <p>Nobody tells them of an end: a child that ends would have to look for its parent, and the last
 * two that end at once would each take the other for the last. Instead each has one open child
 * written beside it, and a step looks whether that has ended; only then it looks for the next one,
 * in the order of their ids. So the step costs a look by key for each parent, and a family of ten
 * thousand is read about twice in all.
 *
 * <p>Where there is no further one the parent's row is taken, and all of its children are looked at
 * once more: children can come into being out of order, and one that failed can be run again. Who
 * creates a child of such a parent holds the parent's row as well, so that none comes in between. A
 * parent that somebody holds is left to the next step.
 */
@ApplicationScoped
public class WaitingParents {

    private static final int BATCH = 500;

    private static final String ADD =
            """
            insert into ledger.waiting_parents (task_id) select unnest($1::uuid[]) order by 1
            on conflict (task_id) do update set open_child = null
            """;

    private static final String ANY = "select exists (select from ledger.waiting_parents)";

    static final String LOOK =
            """
            update ledger.waiting_parents w set open_child = n.open_child
            from (
              select w.task_id, (
                select c.id from ledger.tasks c
                where c.parent_id = w.task_id and c.status < 7
                  and c.id > coalesce(w.open_child, '00000000-0000-0000-0000-000000000000')
                order by c.id limit 1) as open_child
              from ledger.waiting_parents w
              where coalesce((select c.status from ledger.tasks c where c.id = w.open_child), 7) >= 7
              order by w.task_id limit $1 for update of w skip locked) n
            where w.task_id = n.task_id
            returning w.task_id, w.open_child
            """;

    static final String OPEN =
            """
            select p.id from unnest($1::uuid[]) p(id) cross join lateral (
              select 1 from ledger.tasks c where c.parent_id = p.id and c.status < 7 limit 1) open
            """;

    private static final String OUTPUTS =
            "select id, output from ledger.tasks where id = any($1::uuid[]) and output is not null";

    /** Of those looked at, whoever does not wait any more, or is gone. */
    private static final String REMOVE =
            """
            delete from ledger.waiting_parents w where w.task_id = any($1::uuid[])
              and coalesce((select t.status from ledger.tasks t where t.id = w.task_id), 7) <> 3
            """;

    private final Transactions transactions;

    WaitingParents(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Those among the decisions that begin to wait. */
    static Future<Void> add(SqlClient connection, List<Decided> decisions) {
        List<UUID> waiting = new ArrayList<>(0);
        for (Decided decided : decisions) {
            if (decided.after().waitsForChildren()) {
                waiting.add(decided.before().id());
            }
        }
        return waiting.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(ADD).execute(ids(waiting)).mapEmpty();
    }

    /**
     * Completes those that have no open child, transaction after transaction.
     *
     * @return zero where any waited, else {@link Repeating#NOTHING}
     */
    public Future<Duration> step() {
        return transactions
                .alone()
                .query(ANY)
                .execute()
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? batches().map(Duration.ZERO)
                                        : Future.succeededFuture(Repeating.NOTHING));
    }

    private Future<Void> batches() {
        return transactions
                .run(this::batch)
                .compose(more -> more ? batches() : Future.succeededFuture());
    }

    /** Whether there may be more that a further one gets on with. */
    private Future<Boolean> batch(Transaction transaction) {
        return transaction
                .connection()
                .preparedQuery(LOOK)
                .execute(Tuple.of(BATCH))
                .compose(
                        rows -> {
                            List<UUID> candidates = new ArrayList<>();
                            for (Row row : rows) {
                                if (row.getUUID(1) == null) {
                                    candidates.add(row.getUUID(0));
                                }
                            }
                            int goOn = rows.size() - candidates.size();
                            return complete(transaction, candidates)
                                    .map(over -> rows.size() == BATCH && goOn + over > 0);
                        });
    }

    /** How many of them wait no more. */
    private static Future<Integer> complete(Transaction transaction, List<UUID> candidates) {
        if (candidates.isEmpty()) {
            return Future.succeededFuture(0);
        }
        SqlClient connection = transaction.connection();
        return TaskLocks.lockFree(connection, candidates)
                .compose(
                        held ->
                                connection
                                        .preparedQuery(OPEN)
                                        .execute(ids(held.keySet()))
                                        .compose(
                                                open -> {
                                                    held.keySet().removeAll(firsts(open));
                                                    return complete(transaction, held);
                                                }))
                .compose(done -> connection.preparedQuery(REMOVE).execute(ids(candidates)))
                .map(removed -> removed.rowCount());
    }

    private static Future<Void> complete(Transaction transaction, Map<UUID, LockedTask> parents) {
        return transaction
                .connection()
                .preparedQuery(OUTPUTS)
                .execute(ids(parents.keySet()))
                .compose(
                        rows -> {
                            Map<UUID, ByteString> outputs = outputs(rows);
                            List<Decided> decisions = new ArrayList<>(parents.size());
                            for (LockedTask parent : parents.values()) {
                                if (FamilyRules.childrenEnded(parent.state())
                                        instanceof Verdict.Accepted accepted) {
                                    ByteString output =
                                            outputs.getOrDefault(parent.id(), ByteString.EMPTY);
                                    decisions.add(Decided.of(parent, accepted, output));
                                }
                            }
                            return transaction.write(decisions);
                        });
    }

    private static Map<UUID, ByteString> outputs(RowSet<Row> rows) {
        Map<UUID, ByteString> outputs = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            Buffer output = row.getBuffer(1);
            outputs.put(row.getUUID(0), ReadyRows.bytes(output));
        }
        return outputs;
    }

    private static Set<UUID> firsts(RowSet<Row> rows) {
        Set<UUID> ids = HashSet.newHashSet(rows.size());
        rows.forEach(row -> ids.add(row.getUUID(0)));
        return ids;
    }

    private static Tuple ids(Collection<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }
}
