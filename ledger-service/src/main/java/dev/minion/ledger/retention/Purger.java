package dev.minion.ledger.retention;

import static dev.minion.contracts.TaskVersion.NEWEST;
import static dev.minion.contracts.ledger.PurgeKind.PURGE_MESSAGES;
import static dev.minion.contracts.ledger.PurgeKind.PURGE_TASKS;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.transition.DatabaseFailure;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries the purges out, one page at a step. Where replicas keep tasks at hand, tasks go one by
 * one: each has to be named to them.
 */
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
    private final TaskCache cache;
    private final PurgeMeter meter;
    private final InstantSource clock;

    /** Where a range could not be dropped, so that its tasks go one by one. */
    private volatile @Nullable UUID oneByOneFrom;

    Purger(
            Transactions transactions,
            PurgeJobs jobs,
            Archive archive,
            RetentionConfig config,
            Ids ids,
            TaskCache cache,
            PurgeMeter meter,
            InstantSource clock) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.archive = archive;
        this.config = config;
        this.ids = ids;
        this.cache = cache;
        this.meter = meter;
        this.clock = clock;
    }

    /**
     * One step: begins an automatic purge if it is time, and does a page of the oldest purge that
     * is not finished.
     *
     * @return whether there was a page to do; false as well where another replica is at it
     */
    Future<Boolean> step() {
        return due().compose(due -> due ? locked() : Future.succeededFuture(false));
    }

    /** Most looks find nothing to do, and take no transaction to see it. */
    private Future<Boolean> due() {
        return config.autoPurge() ? Future.succeededFuture(true) : jobs.any(transactions.alone());
    }

    private Future<Boolean> locked() {
        AtomicReference<PurgeBatch> batch = new AtomicReference<>();
        return transactions
                .run(transaction -> alone(transaction, batch))
                .onSuccess(worked -> meter.gone(batch.get()))
                .recover(
                        failure ->
                                note(batch.get(), failure)
                                        .transform(noted -> Future.failedFuture(failure)));
    }

    private Future<Boolean> alone(Transaction transaction, AtomicReference<PurgeBatch> batch) {
        SqlClient connection = transaction.connection();
        return connection
                .preparedQuery(TAKE_LOCK)
                .execute(Tuple.of(LOCK))
                .compose(
                        rows ->
                                rows.iterator().next().getBoolean(0)
                                        ? work(transaction, batch)
                                        : Future.succeededFuture(false));
    }

    private Future<Boolean> work(Transaction transaction, AtomicReference<PurgeBatch> current) {
        SqlClient connection = transaction.connection();
        return automatic(connection)
                .compose(started -> jobs.next(connection))
                .compose(
                        next ->
                                next.isEmpty()
                                        ? Future.succeededFuture(false)
                                        : page(transaction, next.get(), current).map(true));
    }

    private Future<Void> page(
            Transaction transaction, PurgeJob job, AtomicReference<PurgeBatch> current) {
        SqlClient connection = transaction.connection();
        boolean ranges = !cache.keeps().isPositive() && !job.last().equals(oneByOneFrom);
        PurgeBatch batch = new PurgeBatch(connection, archive, job, config, ranges);
        current.set(batch);
        Instant now = clock.instant();
        return batch.run(now)
                .onSuccess(
                        done -> done.gone().forEach(id -> transaction.effects().touch(id, NEWEST)))
                .compose(done -> jobs.advance(connection, job, done, now));
    }

    private Future<Void> automatic(SqlClient connection) {
        if (!config.autoPurge()) {
            return Future.succeededFuture();
        }
        Future<Void> tasks = automatic(connection, PURGE_TASKS, config.retainDuration());
        return config.messageRetainDuration()
                .map(kept -> tasks.compose(done -> automatic(connection, PURGE_MESSAGES, kept)))
                .orElse(tasks);
    }

    private Future<Void> automatic(SqlClient connection, PurgeKind kind, Duration olderThan) {
        return jobs.startAutomatic(
                connection, ids.next(), kind, olderThan, config.purgeInterval(), clock.instant());
    }

    /** What cannot be archived or removed must not hold up all that follow. */
    private Future<Void> note(@Nullable PurgeBatch batch, Throwable failure) {
        LOG.warnf("purge step failed, trying again: reason=%s", failure);
        if (batch == null) {
            return Future.succeededFuture();
        }
        UUID id = batch.job().id();
        String reason = String.valueOf(failure);
        PurgePage page = batch.page();
        if (page == null) {
            oneByOneFrom = batch.job().last();
        }
        if (page == null || DatabaseFailure.of(failure) != DatabaseFailure.DATA) {
            return jobs.fail(id, reason);
        }
        if (page.scanned() > 1) {
            return jobs.narrow(id, page, reason);
        }
        LOG.errorf(
                "passed over by a purge: kind=%s id=%s reason=%s",
                batch.job().scope(), page.last(), reason);
        return jobs.passOver(batch.job(), page, reason);
    }
}
