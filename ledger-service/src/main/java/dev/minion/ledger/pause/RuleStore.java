package dev.minion.ledger.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PauseRule;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rules by which something is paused. */
@ApplicationScoped
class RuleStore {

    /** That many there may be. */
    static final int MOST = 1_000;

    private static final String PUT =
            """
            insert into ledger.pause_rules (id, scope, namespace, type, key, error_rate, min_attempts,
              window_ms, pause_ms)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9
            where (select count(*) from ledger.pause_rules) < $10
              or exists (select from ledger.pause_rules r where r.scope = $2 and r.namespace = $3
                and r.type = $4 and r.key = $5)
            on conflict (scope, namespace, type, key) do update set id = excluded.id,
              error_rate = excluded.error_rate, min_attempts = excluded.min_attempts,
              window_ms = excluded.window_ms, pause_ms = excluded.pause_ms, created_at = now()
            returning\s"""
                    + PauseRows.RULE;

    private static final String REMOVE =
            "delete from ledger.pause_rules where id = $1 returning " + PauseRows.RULE;

    private static final String ALL =
            "select " + PauseRows.RULE + " from ledger.pause_rules order by created_at, id";

    private final Pool pool;

    RuleStore(Pool pool) {
        this.pool = pool;
    }

    /** Puts a rule in the place of the one its target had; none where there are too many. */
    Future<Optional<PauseRule>> put(PauseRule rule) {
        Tuple values =
                PauseRows.add(Tuple.tuple().addUUID(Ids.fromBytes(rule.getId())), rule.getTarget())
                        .addDouble(rule.getErrorRate())
                        .addInteger(rule.getMinAttempts())
                        .addLong(rule.getWindowMs())
                        .addLong(rule.getPauseMs())
                        .addInteger(MOST);
        return pool.preparedQuery(PUT).execute(values).map(RuleStore::first);
    }

    /** Removes a rule; none where it is not there. */
    Future<Optional<PauseRule>> remove(UUID id) {
        return pool.preparedQuery(REMOVE).execute(Tuple.of(id)).map(RuleStore::first);
    }

    /** All rules, the oldest first. */
    Future<List<PauseRule>> all() {
        return pool.preparedQuery(ALL).execute().map(RuleStore::rules);
    }

    private static List<PauseRule> rules(RowSet<Row> rows) {
        List<PauseRule> rules = new ArrayList<>(rows.size());
        rows.forEach(row -> rules.add(PauseRows.rule(row)));
        return rules;
    }

    private static Optional<PauseRule> first(RowSet<Row> rows) {
        return rules(rows).stream().findFirst();
    }
}
