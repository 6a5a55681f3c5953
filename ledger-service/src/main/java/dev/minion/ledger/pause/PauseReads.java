package dev.minion.ledger.pause;

import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseTarget;
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

/** Reads pauses as they are told of. */
@ApplicationScoped
class PauseReads {

    private static final String COLUMNS = "select " + PauseRows.PAUSE + " from ledger.pauses";

    private static final String GET = COLUMNS + " where id = $1";

    private static final String OF_TARGET =
            COLUMNS
                    + " where scope = $1 and namespace = $2 and type = $3 and key = $4 and "
                    + PauseRows.IN_FORCE;

    private static final String PAGE =
            COLUMNS
                    + " where id < $1 and ($2 or ("
                    + PauseRows.IN_FORCE
                    + ")) order by id desc limit $3";

    private static final UUID GREATEST = new UUID(-1, -1);

    private final Pool pool;

    PauseReads(Pool pool) {
        this.pool = pool;
    }

    /** A pause, ended or not. */
    Future<Optional<Pause>> get(UUID id) {
        return pool.preparedQuery(GET).execute(Tuple.of(id)).map(PauseReads::first);
    }

    /** The pause of a target that is in force. */
    Future<Optional<Pause>> of(PauseTarget target) {
        return pool.preparedQuery(OF_TARGET)
                .execute(PauseRows.columns(target))
                .map(PauseReads::first);
    }

    /**
     * Pauses, the newest first, from behind an id where there is one.
     *
     * @param ended those too that are over
     */
    Future<ListPausesResponse> page(boolean ended, Optional<UUID> before, int limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(before.orElse(GREATEST), ended, limit + 1))
                .map(
                        rows -> {
                            List<Pause> pauses = new ArrayList<>(rows.size());
                            rows.forEach(row -> pauses.add(PauseRows.pause(row)));
                            return ListPausesResponse.newBuilder()
                                    .addAllPauses(pauses.subList(0, Math.min(pauses.size(), limit)))
                                    .setMore(pauses.size() > limit)
                                    .build();
                        });
    }

    private static Optional<Pause> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(PauseRows.pause(row));
        }
        return Optional.empty();
    }
}
