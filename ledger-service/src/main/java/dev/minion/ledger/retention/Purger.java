package dev.minion.ledger.retention;

import dev.minion.contracts.Ids;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries the purges out, one page at a step. */
@ApplicationScoped
class Purger {

    private static final Logger LOG = Logger.getLogger(Purger.class);

    /** "purge" in ASCII: the advisory lock's number. */
    private static final long LOCK = 0x7075726765L;

    private static final String TAKE_LOCK = "select pg_try_advisory_xact_lock($1)";

    private final Transactions transactions;
    private final PurgeJobs jobs;
    private final Archive archive;
    private final RetentionConfig config;
    private final Ids ids;
    private final InstantSource clock;

    Purger(
            Transactions transactions,
            PurgeJobs jobs,
            Archive archive,
            RetentionConfig config,
            Ids ids,
            InstantSource clock) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.archive = archive;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * One step: begins an automatic purge if it is time, and does a page of the oldest purge that
     * is not finished.
     *
     * @return whether there was a page to do; false as well where another replica is at it
     */
    Future<Boolean> step() {
        AtomicReference<PurgeJob> job = new AtomicReference<>();
        return transactions
                .run(transaction -> alone(transaction, job))
                .onFailure(failure -> note(job.get(), failure));
    }

    private Future<Boolean> alone(Transaction transaction, AtomicReference<PurgeJob> job) {
        SqlClient connection = transaction.connection();
        return connection
                .preparedQuery(TAKE_LOCK)
                .execute(Tuple.of(LOCK))
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? work(connection, job)
                                        : Future.succeededFuture(false));
    }

    private Future<Boolean> work(SqlClient connection, AtomicReference<PurgeJob> current) {
        return automatic(connection)
                .compose(started -> jobs.next(connection))
                .compose(
                        next -> {
                            if (next.isEmpty()) {
                                return Future.succeededFuture(false);
                            }
                            PurgeJob job = next.get();
                            current.set(job);
                            return new PurgeBatch(connection, archive, job, config)
                                    .run()
                                    .compose(
                                            done ->
                                                    jobs.advance(
                                                            connection, job, done, clock.instant()))
                                    .map(true);
                        });
    }

    private Future<Void> automatic(SqlClient connection) {
        return config.autoPurge()
                ? jobs.startAutomatic(connection, ids.next(), config, clock.instant())
                : Future.succeededFuture();
    }

    private void note(@Nullable PurgeJob job, Throwable failure) {
        LOG.warnf("purge step failed, trying again: reason=%s", failure);
        if (job != null) {
            jobs.fail(job.id(), String.valueOf(failure))
                    .onFailure(away -> LOG.debugf("failure not noted: reason=%s", away));
        }
    }
}
