package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.TaskError;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.transition.ChildrenPolicies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tasks that a batch names as parents. */
final class Parents {

    private static final String READ =
            """
            select id, namespace, status, children_policy from ledger.tasks
            where id = any($1::uuid[])
            """;

    /** So that none of them ends before the children are there to be cancelled with it. */
    private static final String HOLD = READ + " order by id for share";

    private record Parent(String namespace, TaskStatus status, ChildrenPolicy children) {}

    private final Map<UUID, Parent> parents = new HashMap<>();

    private Parents() {}

    /** As they are at the moment. */
    static Future<Parents> read(SqlClient client, List<Candidate> batch) {
        return read(READ, client, batch);
    }

    /** As those with a policy stay until the end of the transaction. */
    static Future<Parents> hold(SqlClient connection, List<Candidate> batch) {
        return read(connection, batch)
                .compose(
                        parents ->
                                parents.bound()
                                        ? read(HOLD, connection, batch)
                                        : Future.succeededFuture(parents));
    }

    private static Future<Parents> read(String statement, SqlClient client, List<Candidate> batch) {
        Set<UUID> ids = new HashSet<>();
        for (Candidate candidate : batch) {
            for (int item = 0; candidate.parented() && item < candidate.size(); item++) {
                ByteString parent = candidate.task(item).getParentId();
                if (!parent.isEmpty()) {
                    ids.add(Ids.fromBytes(parent));
                }
            }
        }
        Parents parents = new Parents();
        return ids.isEmpty()
                ? Future.succeededFuture(parents)
                : client.preparedQuery(statement).execute(ids(ids)).map(parents::remember);
    }

    private Parents remember(RowSet<Row> rows) {
        for (Row row : rows) {
            Parent parent =
                    new Parent(
                            row.getString(1),
                            TaskStatus.forNumber(row.getShort(2)),
                            ChildrenPolicies.of(row.getShort(3)));
            parents.put(row.getUUID(0), parent);
        }
        return this;
    }

    /** Those that there are. */
    Set<UUID> ids() {
        return parents.keySet();
    }

    /** True where some of them has a policy: it must not end meanwhile. A policy never changes. */
    boolean bound() {
        return parents.values().stream()
                .anyMatch(parent -> !parent.children.equals(ChildrenPolicy.getDefaultInstance()));
    }

    /** True where the namespace has that task. */
    boolean known(UUID id, String namespace) {
        Parent parent = parents.get(id);
        return parent != null && parent.namespace.equals(namespace);
    }

    /** Why a child of that parent is born cancelled, or null where it is not. */
    @Nullable TaskError ended(UUID id) {
        Parent parent = parents.get(id);
        return parent != null && FamilyRules.cancelsChildren(parent.children, parent.status)
                ? FamilyRules.parentEnded(id)
                : null;
    }

    /** True where the parent fails with a child that is born unsuccessful. */
    boolean failsWith(ByteString id) {
        Parent parent = id.isEmpty() ? null : parents.get(Ids.fromBytes(id));
        return parent != null && parent.children.getFailOnChildFailure();
    }

    private static Tuple ids(Collection<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    }
}
