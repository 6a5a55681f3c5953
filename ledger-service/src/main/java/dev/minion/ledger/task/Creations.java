package dev.minion.ledger.task;

import dev.minion.contracts.FirstRelease;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.ledger.lane.QueueFullException;
import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.transition.DatabaseFailure;
import dev.minion.ledger.transition.Transactions;
import dev.minion.messaging.cdi.MessagingConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Creates tasks: takes calls in, writes them in batches, answers after the commit. */
@ApplicationScoped
public class Creations {

    private static final long PAUSE_MILLIS = 100;
    private static final int CONFLICT_RUNS = 20;

    private final Pool pool;
    private final Vertx vertx;
    private final Transactions transactions;
    private final Announcements announcements;
    private final CreationQueue queue;
    private final Trial trial;
    private final int partitions;
    private final long tryForUs;
    private final Counter created;
    private final DistributionSummary batches;

    Creations(
            Pool pool,
            Vertx vertx,
            Transactions transactions,
            Announcements announcements,
            CreationConfig config,
            MessagingConfig messaging,
            MeterRegistry meters) {
        this.pool = pool;
        this.vertx = vertx;
        this.transactions = transactions;
        this.announcements = announcements;
        this.queue = new CreationQueue(config, this::write);
        this.partitions = messaging.partitions();
        this.trial = new Trial(pool, transactions, partitions);
        this.tryForUs = config.tryFor().toNanos() / 1_000;
        this.created = meters.counter(TelemetryKeys.TASKS_CREATED);
        this.batches = meters.summary(TelemetryKeys.CREATE_BATCH);
    }

    /**
     * Creates the tasks of a call.
     *
     * @return fails with {@link QueueFullException} when too many wait already
     */
    public Future<CreateTasksResponse> create(CreateTasksRequest request) {
        List<Candidate> candidates = new ArrayList<>(request.getSubmissionsCount());
        BitSet scheduled = new BitSet();
        for (int partition : request.getScheduledPartitionsList()) {
            if (partition >= 0 && partition < partitions) {
                scheduled.set(partition);
            }
        }
        for (Submission submission : request.getSubmissionsList()) {
            candidates.add(new Candidate(submission, scheduled));
        }
        if (!queue.offer(candidates)) {
            return Future.failedFuture(new QueueFullException());
        }
        List<Future<SubmissionResult>> answers =
                candidates.stream().map(c -> c.answer().future()).toList();
        return Future.all(answers)
                .map(
                        done -> {
                            CreateTasksResponse.Builder response = CreateTasksResponse.newBuilder();
                            answers.forEach(answer -> response.addSubmissions(answer.result()));
                            return response.build();
                        });
    }

    private Future<Void> write(List<Candidate> batch) {
        batches.record(batch.stream().mapToInt(Candidate::size).sum());
        return attempt(batch, transactions.moment().nowUs() + tryForUs, CONFLICT_RUNS)
                .otherwise(
                        failure -> {
                            batch.forEach(c -> c.answer().tryFail(failure));
                            return null;
                        });
    }

    private Future<Void> attempt(List<Candidate> batch, long deadlineUs, int conflictRuns) {
        // One for the rows and for what is told of them: it may be read anew in between.
        int epoch = transactions.moment().epoch();
        return commit(batch, epoch)
                .compose(
                        done -> {
                            answer(batch, done, epoch);
                            return Future.succeededFuture();
                        },
                        failure -> afterFailure(failure, batch, deadlineUs, conflictRuns));
    }

    private Future<CreationTransaction.Created> commit(List<Candidate> batch, int epoch) {
        long nowUs = transactions.moment().nowUs();
        if (!CreationTransaction.single(batch)) {
            return together(batch, epoch, nowUs);
        }
        return Parents.read(pool, batch)
                .compose(
                        parents ->
                                parents.bound()
                                        ? together(batch, epoch, nowUs)
                                        : new CreationTransaction(
                                                        pool, batch, epoch, partitions, nowUs)
                                                .run(parents));
    }

    private Future<CreationTransaction.Created> together(
            List<Candidate> batch, int epoch, long nowUs) {
        return pool.withTransaction(
                connection ->
                        new CreationTransaction(connection, batch, epoch, partitions, nowUs).run());
    }

    /** The same statements again are always right: the ids are the caller's. */
    private Future<Void> afterFailure(
            Throwable failure, List<Candidate> batch, long deadlineUs, int conflictRuns) {
        return switch (DatabaseFailure.of(failure)) {
            case CONFLICT ->
                    conflictRuns > 0
                            ? attempt(batch, deadlineUs, conflictRuns - 1)
                            : Future.failedFuture(failure);
            case AWAY ->
                    transactions.moment().nowUs() < deadlineUs
                            ? pause().compose(p -> attempt(batch, deadlineUs, conflictRuns))
                            : Future.failedFuture(failure);
            case DATA -> bisect(batch, deadlineUs, failure);
            case FAULT -> Future.failedFuture(failure);
        };
    }

    private Future<Void> bisect(List<Candidate> batch, long deadlineUs, Throwable failure) {
        if (batch.size() > 1) {
            int half = batch.size() / 2;
            return attempt(batch.subList(0, half), deadlineUs, CONFLICT_RUNS)
                    .eventually(
                            () ->
                                    attempt(
                                            batch.subList(half, batch.size()),
                                            deadlineUs,
                                            CONFLICT_RUNS));
        }
        return trial.refuseBad(batch.getFirst(), String.valueOf(failure.getMessage()))
                .compose(
                        found ->
                                found
                                        ? attempt(batch, deadlineUs, CONFLICT_RUNS)
                                        : Future.failedFuture(failure));
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        var _ = vertx.setTimer(PAUSE_MILLIS, timer -> over.complete());
        return over.future();
    }

    private void answer(List<Candidate> batch, CreationTransaction.Created done, int epoch) {
        created.increment(done.created().size());
        Effects effects = new Effects();
        long nowUs = transactions.moment().nowUs();
        done.announced().forEach(row -> effects.add(ready(row, epoch, nowUs)));
        announcements.tell(effects);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().tryComplete(done.answers().get(i));
        }
    }

    private ReadyTask ready(NewRow row, int epoch, long nowUs) {
        Fence fence = Fence.newBuilder().setEpoch(epoch).setAttempt(row.attempt()).build();
        return FirstRelease.record(
                row.task(), row.id(), partitions, fence, CreationTime.us(row.id()), nowUs);
    }
}
