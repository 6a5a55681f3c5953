package dev.minion.ledger.transition;

import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Moment;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One transaction's hands: locks, writes, cascades, and remembers what is to be told. */
public final class Transaction {

    private final SqlConnection connection;
    private final Moment moment;
    private final Effects effects;

    Transaction(SqlConnection connection, Moment moment, Effects effects) {
        this.connection = connection;
        this.moment = moment;
        this.effects = effects;
    }

    public SqlConnection connection() {
        return connection;
    }

    public Moment moment() {
        return moment;
    }

    public Effects effects() {
        return effects;
    }

    /** Locks the tasks that exist. */
    public Future<Map<UUID, LockedTask>> lock(Collection<UUID> ids) {
        return TaskLocks.lock(connection, ids);
    }

    /** Writes the decisions and settles those whom the ends among them concern. */
    public Future<Void> write(List<Decided> decisions) {
        return TaskWrites.write(connection, decisions, effects)
                .compose(done -> cascade(false).settle(decisions));
    }

    /** Settles those whom tasks concern that have ended by another statement. */
    public Future<Void> settle(Collection<Ended> ended) {
        return cascade(false).settle(ended);
    }

    /** The same, waiting for whoever holds a row. */
    Future<Void> settlePatiently(Collection<Ended> ended) {
        return cascade(true).settle(ended);
    }

    private Cascade cascade(boolean patient) {
        return new Cascade(connection, moment, effects, patient);
    }
}
