package dev.minion.ledger.bulk;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.task.ManyTasks;
import dev.minion.ledger.task.TaskLists;
import dev.minion.ledger.task.TaskLists.Which;
import dev.minion.ledger.transition.DatabaseFailure;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Carries the jobs out, one page at a step. */
@ApplicationScoped
class BulkRunner {

    private static final Logger LOG = Logger.getLogger(BulkRunner.class);

    private final BulkStore store;
    private final TaskLists lists;
    private final Transactions transactions;
    private final BulkConfig config;

    BulkRunner(BulkStore store, TaskLists lists, Transactions transactions, BulkConfig config) {
        this.store = store;
        this.lists = lists;
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * One step: the page that is due first.
     *
     * @return how long until there is something to do again; empty where there is no job that this
     *     replica could go on with
     */
    Future<Optional<Duration>> step() {
        return store.next()
                .compose(
                        next -> {
                            if (next.isEmpty()) {
                                return Future.succeededFuture(Optional.empty());
                            }
                            BulkWork job = next.get();
                            if (job.waitMillis() > 0) {
                                long millis = (long) Math.ceil(job.waitMillis());
                                return Future.succeededFuture(
                                        Optional.of(Duration.ofMillis(millis)));
                            }
                            return page(job)
                                    .map(
                                            ours ->
                                                    ours
                                                            ? Optional.of(Duration.ZERO)
                                                            : Optional.empty());
                        });
    }

    /** False where another replica is at it. */
    private Future<Boolean> page(BulkWork job) {
        int limit = job.narrow() > 0 ? 1 : BulkPlan.page(job.rate(), config.pageTasks());
        return lists.which(job.rest(), limit)
                .compose(
                        page ->
                                transactions
                                        .run(transaction -> page(transaction, job, page))
                                        .recover(failure -> failed(job, page, failure)),
                        failure -> noted(job, 0, failure));
    }

    private Future<Boolean> page(Transaction transaction, BulkWork job, Which page) {
        ManyTasks tasks = new ManyTasks(transaction, job.wish());
        return store.take(transaction.connection(), job)
                .compose(
                        taken ->
                                taken
                                        ? tasks.hold(job.filter(), page.ids())
                                                .compose(held -> done(tasks, job, held))
                                                .compose(
                                                        done ->
                                                                store.advance(
                                                                        transaction.connection(),
                                                                        job,
                                                                        page,
                                                                        done.held(),
                                                                        done.refused()))
                                                .map(true)
                                        : Future.succeededFuture(false));
    }

    private record Done(int held, Map<UUID, Problem> refused) {}

    private static Future<Done> done(ManyTasks tasks, BulkWork job, List<UUID> held) {
        Future<Map<UUID, Problem>> refused =
                job.dryRun() ? tasks.tryOut(held) : tasks.carryOut(held);
        return refused.map(each -> new Done(held.size(), each));
    }

    /** One task that the database refuses must not hold up all that follow. */
    private Future<Boolean> failed(BulkWork job, Which page, Throwable failure) {
        boolean data = DatabaseFailure.of(failure) == DatabaseFailure.DATA;
        if (!data || page.ids().size() != 1) {
            return noted(job, data ? page.ids().size() : 0, failure);
        }
        UUID task = page.ids().getFirst();
        LOG.errorf("task passed over by a bulk job: id=%s reason=%s", task, failure);
        Problem refusal =
                Problem.newBuilder()
                        .setCode(FailureCode.INTERNAL.code())
                        .setDetail("the database refused it; the ledger's log says why")
                        .build();
        return transactions.run(
                transaction ->
                        store.take(transaction.connection(), job)
                                .compose(
                                        taken ->
                                                taken
                                                        ? store.advance(
                                                                        transaction.connection(),
                                                                        job,
                                                                        page,
                                                                        1,
                                                                        Map.of(task, refusal))
                                                                .map(true)
                                                        : Future.succeededFuture(false)));
    }

    private Future<Boolean> noted(BulkWork job, int narrow, Throwable failure) {
        LOG.warnf("page of a bulk job failed, trying again: reason=%s", failure);
        return store.fail(job.id(), String.valueOf(failure), narrow).map(true);
    }
}
