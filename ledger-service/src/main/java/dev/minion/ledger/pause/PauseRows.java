package dev.minion.ledger.pause;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseRule;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** From rows to pauses and rules, and back. */
final class PauseRows {

    /** What {@link #pause} reads. */
    static final String PAUSE =
            """
            id, scope, namespace, type, key, began_at, until_at, reason, created_by, rule_id,
            case when until_at <= now() then coalesce(ended_at, until_at) else ended_at end as over_at\
            """;

    /** What {@link #rule} reads. */
    static final String RULE =
            "id, scope, namespace, type, key, created_at, error_rate, min_attempts, window_ms, pause_ms";

    /** Whether one is: the timer may not have noted its end yet. */
    static final String IN_FORCE = "ended_at is null and (until_at is null or until_at > now())";

    private PauseRows() {}

    static Pause pause(Row row) {
        UUID rule = row.getUUID("rule_id");
        return Pause.newBuilder()
                .setId(Ids.toBytes(row.getUUID("id")))
                .setTarget(target(row))
                .setReason(row.getString("reason"))
                .setCreatedBy(row.getString("created_by"))
                .setRuleId(rule == null ? ByteString.EMPTY : Ids.toBytes(rule))
                .setBeganAtUs(Timestamps.fromColumn(row.getOffsetDateTime("began_at")))
                .setUntilUs(Timestamps.fromColumn(row.getOffsetDateTime("until_at")))
                .setEndedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("over_at")))
                .build();
    }

    static PauseRule rule(Row row) {
        return PauseRule.newBuilder()
                .setId(Ids.toBytes(row.getUUID("id")))
                .setTarget(target(row))
                .setErrorRate(row.getDouble("error_rate"))
                .setMinAttempts(row.getInteger("min_attempts"))
                .setWindowMs(row.getLong("window_ms"))
                .setPauseMs(row.getLong("pause_ms"))
                .setCreatedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("created_at")))
                .build();
    }

    static PauseTarget target(Row row) {
        return PauseTarget.newBuilder()
                .setScope(PauseScope.forNumber(row.getShort("scope")))
                .setNamespace(row.getString("namespace"))
                .setType(row.getString("type"))
                .setKey(row.getString("key"))
                .build();
    }

    /** The four columns of a target. */
    static Tuple columns(PauseTarget target) {
        return add(Tuple.tuple(), target);
    }

    /** The same behind other values. */
    static Tuple add(Tuple values, PauseTarget target) {
        return values.addShort((short) target.getScopeValue())
                .addString(target.getNamespace())
                .addString(target.getType())
                .addString(target.getKey());
    }
}
