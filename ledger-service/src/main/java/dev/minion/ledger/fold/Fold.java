package dev.minion.ledger.fold;

import static dev.minion.contracts.TaskVersion.NEWEST;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.publication.Gathering;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.DatabaseFailure;
import dev.minion.ledger.transition.OutputCheck;
import dev.minion.ledger.transition.Transactions;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Received;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Folds batches; what can never be folded is parked. */
@ApplicationScoped
public class Fold {

    private static final Logger LOG = Logger.getLogger(Fold.class);

    private final Vertx vertx;
    private final Transactions transactions;
    private final Announcements announcements;
    private final Gathering gathering;
    private final TaskCache cache;
    private final Outcomes outcomes;
    private final ReportReader reader;
    private final DeadLetters deadLetters;
    private final long tellWithinMillis;
    private final Counter folded;
    private final DistributionSummary batches;

    Fold(
            Vertx vertx,
            Transactions transactions,
            Announcements announcements,
            Gathering gathering,
            TaskCache cache,
            Outcomes outcomes,
            OutputCheck outputs,
            Messaging messaging,
            InstantSource clock,
            FoldConfig config,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.announcements = announcements;
        this.gathering = gathering;
        this.cache = cache;
        this.outcomes = outcomes;
        this.reader = new ReportReader(outputs);
        this.deadLetters = new DeadLetters(messaging.publisher(), clock, "ledger/fold");
        this.tellWithinMillis = config.tellWithin().toMillis();
        this.folded = meters.counter(TelemetryKeys.EVENTS_FOLDED);
        this.batches = meters.summary(TelemetryKeys.FOLD_BATCH);
    }

    /** Folds a batch of tasks.events; fails where it is to come again. */
    public CompletionStage<Void> fold(List<Received> records) {
        ReportReader.Batch batch = reader.read(records);
        batches.record(records.size());
        return foldTasks(batch.tasks())
                .compose(done -> park(batch.undecodable(), FailureCode.UNDECODABLE, "not a report"))
                .onSuccess(done -> folded.increment(records.size()))
                .toCompletionStage();
    }

    /**
     * Folds reports that came by a call.
     *
     * @param heard whether whoever waits for these tasks hears of it from who calls: completions on
     *     which nothing depends are told in company then
     * @param committed is given what followed as soon as it is committed, before it is told; more
     *     than once where it took more than one transaction
     * @return when all is committed and told, or soon will be; a failure where that is unknown, or
     *     where one of them can never be folded: through the topic the others will be
     * @throws IllegalArgumentException where one is no report
     */
    public Future<Void> record(List<TaskEvent> events, boolean heard, Consumer<Effects> committed) {
        return write(
                        reader.group(events),
                        effects -> {
                            committed.accept(effects);
                            return heard && effects.onlyComplete()
                                    ? tellInCompany(effects)
                                    : tell(effects);
                        })
                .onSuccess(done -> folded.increment(events.size()));
    }

    private Future<Void> foldTasks(List<TaskReports> tasks) {
        return write(tasks, this::tell)
                .recover(
                        failure ->
                                DatabaseFailure.of(failure) == DatabaseFailure.DATA
                                        ? bisect(tasks, failure)
                                        : Future.failedFuture(failure));
    }

    private Future<Void> write(List<TaskReports> tasks, Function<Effects, Future<Void>> telling) {
        if (tasks.isEmpty()) {
            return Future.succeededFuture();
        }
        Effects effects = new Effects();
        return completeAlone(tasks, effects).compose(left -> foldTogether(left, effects, telling));
    }

    /**
     * Completes what one statement can complete, without the round trips of a transaction.
     *
     * @return what is left to be folded
     */
    private Future<List<TaskReports>> completeAlone(List<TaskReports> tasks, Effects effects) {
        Completions completions = new Completions();
        for (TaskReports reports : tasks) {
            TaskEvent completion = reports.completion();
            if (completion != null && !refers(completion)) {
                completions.add(reports.id(), completion);
            }
        }
        return completions
                .writeAlone(transactions.alone(), effects, cache.reading(completions.ids()))
                // Where the answer was lost, they may have been written.
                .onFailure(f -> completions.ids().forEach(id -> cache.changed(id, NEWEST)))
                .map(done -> tasks.stream().filter(each -> isLeft(each, completions)).toList())
                .recover(
                        failure ->
                                DatabaseFailure.of(failure) == DatabaseFailure.CONFLICT
                                        ? Future.succeededFuture(tasks)
                                        : Future.failedFuture(failure));
    }

    private static boolean isLeft(TaskReports reports, Completions completions) {
        TaskEvent completion = reports.completion();
        return completion == null
                || refers(completion)
                || completions.untouched().containsKey(reports.id());
    }

    /** Whether its output lies elsewhere, which is told in the same transaction. */
    private static boolean refers(TaskEvent completion) {
        return PayloadRef.isOne(completion.getCompleted().getOutput());
    }

    private Future<Void> foldTogether(
            List<TaskReports> tasks, Effects before, Function<Effects, Future<Void>> telling) {
        if (tasks.isEmpty()) {
            return telling.apply(before);
        }
        return transactions
                .commit(transaction -> new FoldTransaction(transaction, tasks).run())
                .compose(
                        done -> {
                            count(done);
                            done.effects().addAll(before);
                            return telling.apply(done.effects());
                        },
                        failure ->
                                telling.apply(before)
                                        .compose(told -> Future.failedFuture(failure)));
    }

    private void count(FoldTransaction.Folded done) {
        if (done.stale() > 0) {
            outcomes.stale(done.stale());
            LOG.infof("stale reports refused: count=%d", done.stale());
        }
    }

    /** Halves the batch until the one task is found whose reports are refused. */
    private Future<Void> bisect(List<TaskReports> tasks, Throwable failure) {
        if (tasks.size() == 1) {
            String reason = String.valueOf(failure.getMessage());
            return park(tasks.getFirst().records(), FailureCode.REFUSED_BY_DATABASE, reason);
        }
        int half = tasks.size() / 2;
        return foldTasks(tasks.subList(0, half))
                .compose(done -> foldTasks(tasks.subList(half, tasks.size())));
    }

    private Future<Void> tellInCompany(Effects effects) {
        gathering.tell(effects);
        return Future.succeededFuture();
    }

    private Future<Void> tell(Effects effects) {
        return Future.fromCompletionStage(announcements.publish(effects), context())
                .timeout(tellWithinMillis, TimeUnit.MILLISECONDS)
                .otherwise(
                        lost -> {
                            LOG.debugf("outcomes may be lost: reason=%s", lost);
                            return null;
                        });
    }

    /** That of the database's answer: its timers need no other thread. */
    private Context context() {
        return vertx.getOrCreateContext();
    }

    private Future<Void> park(List<Received> records, FailureCode code, String detail) {
        Future<Void> parked = Future.succeededFuture();
        for (Received poison : records) {
            parked =
                    parked.compose(
                            done ->
                                    Future.fromCompletionStage(
                                            deadLetters.park(poison, code, detail)));
        }
        return parked.onSuccess(
                done -> {
                    if (!records.isEmpty()) {
                        outcomes.parked(records.size());
                        LOG.warnf(
                                "records parked: count=%d code=%s detail=%s",
                                records.size(), code.code(), detail);
                    }
                });
    }
}
