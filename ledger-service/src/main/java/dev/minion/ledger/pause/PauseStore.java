package dev.minion.ledger.pause;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.StartPauseRequest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Writes pauses. */
@ApplicationScoped
class PauseStore {

    /** That many may be in force. */
    static final int MOST = 1_000;

    private static final String START =
            """
            insert into ledger.pauses (id, scope, namespace, type, key, until_at, reason, created_by,
              rule_id)
            select $1, $2, $3, $4, $5,
              case when $6::bigint > 0 then now() + $6::bigint * interval '1 millisecond' end, $7, $8, $9
            where (select count(*) from ledger.pauses where ended_at is null) < $10
            on conflict do nothing
            """;

    private static final String END =
            """
            update ledger.pauses set ended_at = least(now(), until_at)
            where id = $1 and ended_at is null
            """;

    private final Pool pool;
    private final PauseUpkeep upkeep;

    PauseStore(Pool pool, PauseUpkeep upkeep) {
        this.pool = pool;
        this.upkeep = upkeep;
    }

    /**
     * Begins a pause; not where the target is paused, the id is known, or too many are in force.
     */
    Future<Void> start(StartPauseRequest request) {
        UUID rule = request.getRuleId().isEmpty() ? null : Ids.fromBytes(request.getRuleId());
        Tuple values =
                PauseRows.add(
                                Tuple.tuple().addUUID(Ids.fromBytes(request.getId())),
                                request.getTarget())
                        .addLong(request.getForMs())
                        .addString(request.getReason())
                        .addString(request.getCreatedBy())
                        .addUUID(rule)
                        .addInteger(MOST);
        return upkeep.noteEnds()
                .compose(noted -> pool.preparedQuery(START).execute(values))
                .mapEmpty();
    }

    /** Ends a pause; one that has ended stays as it is. */
    Future<Void> end(UUID id) {
        return pool.preparedQuery(END).execute(Tuple.of(id)).mapEmpty();
    }
}
