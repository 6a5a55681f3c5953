package dev.minion.ledger.pause;

import dev.minion.contracts.ledger.Standing;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/** What each coordinator asks for every second: all that is in force, in one statement. */
@ApplicationScoped
public class StandingReads {

    private static final int A_PAUSE = 1;
    private static final int A_RULE = 2;

    /** One row at least, so that there is always a time. */
    private static final String STANDING =
            """
            select now() as at, s.* from (select) one left join (
              select 1 as what, id, scope, namespace, type, key, began_at, until_at, reason, created_by,
                rule_id, null::timestamptz as over_at, null::timestamptz as created_at,
                null::float8 as error_rate, null::int as min_attempts, null::bigint as window_ms,
                null::bigint as pause_ms
              from ledger.pauses where %s
              union all
              select 2, id, scope, namespace, type, key, null, null, null, null,
                null, null, created_at, error_rate, min_attempts, window_ms, pause_ms
              from ledger.pause_rules) s on true
            order by s.what, coalesce(s.began_at, s.created_at), s.id
            """
                    .formatted(PauseRows.IN_FORCE);

    private final Pool pool;

    StandingReads(Pool pool) {
        this.pool = pool;
    }

    /** The pauses in force and the rules, the oldest first. */
    public Future<Standing> read() {
        return pool.preparedQuery(STANDING)
                .execute()
                .map(
                        rows -> {
                            Standing.Builder standing = Standing.newBuilder();
                            rows.forEach(row -> add(standing, row));
                            return standing.build();
                        });
    }

    private static void add(Standing.Builder standing, Row row) {
        standing.setNowUs(Timestamps.fromColumn(row.getOffsetDateTime("at")));
        Integer what = row.getInteger("what");
        if (what == null) {
            return;
        }
        switch (what) {
            case A_PAUSE -> standing.addPauses(PauseRows.pause(row));
            case A_RULE -> standing.addRules(PauseRows.rule(row));
            default -> throw new IllegalStateException("neither a pause nor a rule");
        }
    }
}
