package dev.minion.ledger.transition;

import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Moment;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Tells those whom ended tasks concern, within the transaction that ended them: dependants are
 * released, failed or skipped, children are cancelled and parents fail where the parent's policy
 * says so, and so are those whom these concern.
 *
 * <p>Level by level, without recursion. A transaction goes {@link #LEVELS} deep and leaves what
 * lies deeper to {@link Sweep}: so a chain of thousands of failures takes several transactions and
 * never a long one. So are more children than {@link #CHILDREN} at once.
 *
 * <p>Rows are locked downwards, from dependencies to dependants and from parents to children. A
 * child tells its parent against that order, and therefore never waits for it: a parent whose row
 * somebody holds is told by the sweep.
 */
public final class Cascade {

    static final int LEVELS = 50;

    /** Of all parents of a level together. */
    static final int CHILDREN = 10_000;

    private static final String SETTLE =
            """
            update ledger.task_dependencies set settled = true
            where depends_on = any($1::uuid[]) and not settled
            returning task_id, depends_on
            """;

    private static final String OPEN_CHILDREN =
            """
            select t.id, t.parent_id from ledger.tasks t
            where t.parent_id = any($1::uuid[]) and t.status < 7 limit $2
            """;

    private static final String PARENTS_THAT_FAIL =
            """
            select t.id from ledger.tasks t
            where t.id = any($1::uuid[]) and t.status < 7 and t.children_policy & %d <> 0
            """
                    .formatted(ChildrenPolicies.FAIL_ON_CHILD_FAILURE);

    private static final String LEAVE =
            """
            insert into ledger.unsettled (task_id) select unnest($1::uuid[]) order by 1
            on conflict do nothing
            """;

    private final SqlClient connection;
    private final Moment moment;
    private final Effects effects;
    private final boolean patient;

    /**
     * With the hands of a transaction.
     *
     * @param patient waits for parents whose row somebody holds
     */
    Cascade(SqlClient connection, Moment moment, Effects effects, boolean patient) {
        this.connection = connection;
        this.moment = moment;
        this.effects = effects;
        this.patient = patient;
    }

    /** Settles those whom the ends among the decisions concern. */
    Future<Void> settle(List<Decided> decisions) {
        return settle(decisions.stream().map(Ended::of).toList(), 0);
    }

    /** Settles those whom ended tasks concern. */
    Future<Void> settle(Collection<Ended> ended) {
        return settle(ended, 0);
    }

    private Future<Void> settle(Collection<Ended> all, int level) {
        List<Ended> ended = all.stream().filter(Ended::concerns).toList();
        if (ended.isEmpty()) {
            return Future.succeededFuture();
        }
        if (level >= LEVELS) {
            return leave(ended);
        }
        News news = new News(ended);
        return dependants(ended, news)
                .compose(done -> children(ended, news))
                .compose(done -> parents(ended, news))
                .compose(done -> write(news, level));
    }

    private Future<Void> dependants(List<Ended> ended, News news) {
        List<Ended> depended = ended.stream().filter(Ended::hasDependants).toList();
        if (depended.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(SETTLE)
                .execute(ids(depended))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                news.dependency(row.getUUID(0), row.getUUID(1));
                            }
                            return null;
                        });
    }

    private Future<Void> children(List<Ended> ended, News news) {
        List<Ended> cancelling = ended.stream().filter(Ended::cancels).toList();
        if (cancelling.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(OPEN_CHILDREN)
                .execute(ids(cancelling).addInteger(CHILDREN))
                .compose(
                        rows -> {
                            for (Row row : rows) {
                                news.parent(row.getUUID(0), row.getUUID(1));
                            }
                            return rows.size() < CHILDREN
                                    ? Future.succeededFuture()
                                    : leave(cancelling);
                        });
    }

    private Future<Void> parents(List<Ended> ended, News news) {
        List<Ended> failing = ended.stream().filter(Ended::mayFailParent).toList();
        if (failing.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] named =
                failing.stream().map(Ended::parent).filter(Objects::nonNull).toArray(UUID[]::new);
        return connection
                .preparedQuery(PARENTS_THAT_FAIL)
                .execute(Tuple.tuple().addArrayOfUUID(named))
                .compose(
                        rows -> {
                            Set<UUID> concerned = HashSet.newHashSet(rows.size());
                            rows.forEach(row -> concerned.add(row.getUUID(0)));
                            return concerned.isEmpty()
                                    ? Future.succeededFuture()
                                    : reach(concerned)
                                            .compose(free -> tell(failing, concerned, free, news));
                        });
    }

    private Future<Set<UUID>> reach(Set<UUID> parents) {
        Future<Map<UUID, LockedTask>> locked =
                patient
                        ? TaskLocks.lock(connection, parents)
                        : TaskLocks.lockFree(connection, parents);
        return locked.map(Map::keySet);
    }

    private Future<Void> tell(List<Ended> failing, Set<UUID> concerned, Set<UUID> free, News news) {
        List<Ended> later = new ArrayList<>();
        for (Ended child : failing) {
            UUID parent = child.parent();
            if (parent != null && free.contains(parent)) {
                news.child(parent, child.id());
            } else if (concerned.contains(parent)) {
                later.add(child);
            }
        }
        return later.isEmpty() ? Future.succeededFuture() : leave(later);
    }

    private Future<Void> write(News news, int level) {
        Set<UUID> concerned = news.concerned();
        if (concerned.isEmpty()) {
            return Future.succeededFuture();
        }
        return TaskLocks.lock(connection, concerned)
                .compose(
                        tasks -> {
                            List<Decided> decisions = new ArrayList<>(tasks.size());
                            for (LockedTask task : tasks.values()) {
                                Decided decided = news.decide(task, moment);
                                if (decided != null) {
                                    decisions.add(decided);
                                }
                            }
                            return TaskWrites.write(connection, decisions, effects).map(decisions);
                        })
                .compose(
                        decisions -> settle(decisions.stream().map(Ended::of).toList(), level + 1));
    }

    private Future<Void> leave(List<Ended> ended) {
        return connection.preparedQuery(LEAVE).execute(ids(ended)).mapEmpty();
    }

    private static Tuple ids(List<Ended> ended) {
        return Tuple.tuple().addArrayOfUUID(ended.stream().map(Ended::id).toArray(UUID[]::new));
    }
}
