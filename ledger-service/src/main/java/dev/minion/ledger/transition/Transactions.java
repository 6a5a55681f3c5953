package dev.minion.ledger.transition;

import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Moment;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Runs transactions over tasks, again where two met, and tells after the commit. */
@ApplicationScoped
public class Transactions {

    /** Runs of one transaction that keeps meeting others. */
    private static final int RUNS = 10;

    private final Pool pool;
    private final Epoch epoch;
    private final InstantSource clock;
    private final Announcements announcements;

    Transactions(Pool pool, Epoch epoch, InstantSource clock, Announcements announcements) {
        this.pool = pool;
        this.epoch = epoch;
        this.clock = clock;
        this.announcements = announcements;
    }

    /** Runs the work, commits, and publishes its effects without waiting for it. */
    public <T> Future<T> run(Function<Transaction, Future<T>> work) {
        return commit(
                        transaction ->
                                work.apply(transaction)
                                        .map(result -> new Result<>(result, transaction.effects())))
                .map(
                        done -> {
                            announcements.tell(done.effects());
                            return done.value();
                        });
    }

    /** For a statement that is a transaction by itself. */
    public SqlClient alone() {
        return pool;
    }

    /** Runs the work and commits. The effects are the caller's to publish. */
    public <T> Future<T> commit(Function<Transaction, Future<T>> work) {
        return commit(work, RUNS);
    }

    private <T> Future<T> commit(Function<Transaction, Future<T>> work, int runs) {
        Effects effects = new Effects();
        return pool.withTransaction(
                        connection -> work.apply(new Transaction(connection, moment(), effects)))
                // Where the commit's answer was lost, it may have been done.
                .onFailure(failure -> announcements.forget(effects))
                .recover(
                        failure ->
                                runs > 1 && DatabaseFailure.of(failure) == DatabaseFailure.CONFLICT
                                        ? commit(work, runs - 1)
                                        : Future.failedFuture(failure));
    }

    /** Now, and what else a decision takes from outside. */
    public Moment moment() {
        return new Moment(clock.millis() * 1_000, epoch.current(), ThreadLocalRandom.current());
    }

    private record Result<T>(T value, Effects effects) {}
}
