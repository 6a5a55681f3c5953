package dev.minion.ledger.transition;

import dev.minion.contracts.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Tasks of long ago that are needed again. A purge that drops a whole range looks at it without
 * locking anything; what was noted here within the last hour keeps it from that. Tasks younger than
 * an hour are not noted: no range is dropped so early.
 */
public final class Revivals {

    /** Ranges that ended less than this ago are not dropped. */
    public static final Duration YOUNG = Duration.ofHours(1);

    private static final String NOTE =
            "insert into ledger.revived_tasks (task_id) select unnest($1::uuid[])";

    private Revivals() {}

    /** Notes those of the tasks that are old, within this connection's transaction. */
    public static Future<Void> note(SqlClient connection, Collection<UUID> ids, long nowUs) {
        long youngMillis = nowUs / 1_000 - YOUNG.toMillis();
        List<UUID> old = ids.stream().filter(id -> Ids.millisOf(id) < youngMillis).toList();
        return old.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(NOTE)
                        .execute(Tuple.tuple().addArrayOfUUID(old.toArray(UUID[]::new)))
                        .mapEmpty();
    }
}
