package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.state.DependencyGraph.Fault;
import dev.minion.ledger.transition.DatabaseFailure;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the items that Postgres refuses, by inserts that are rolled back. */
final class Trial {

    private final Pool pool;
    private final Transactions transactions;
    private final int partitions;

    Trial(Pool pool, Transactions transactions, int partitions) {
        this.pool = pool;
        this.transactions = transactions;
        this.partitions = partitions;
    }

    /**
     * Refuses the bad items of a submission.
     *
     * @return whether there were any
     */
    Future<Boolean> refuseBad(Candidate candidate, String reason) {
        List<Integer> items =
                IntStream.range(0, candidate.size())
                        .filter(item -> candidate.graph().fault(item) == null)
                        .boxed()
                        .toList();
        return search(candidate, items, reason);
    }

    private Future<Boolean> search(Candidate candidate, List<Integer> items, String reason) {
        if (items.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return pool.withConnection(connection -> insert(connection, candidate, items))
                .map(false)
                .recover(
                        failure -> {
                            if (DatabaseFailure.of(failure) != DatabaseFailure.DATA) {
                                return Future.failedFuture(failure);
                            }
                            return items.size() > 1
                                    ? halves(candidate, items, reason)
                                    : refuse(candidate, items.getFirst(), failure);
                        });
    }

    private Future<Boolean> halves(Candidate candidate, List<Integer> items, String reason) {
        int half = items.size() / 2;
        return search(candidate, items.subList(0, half), reason)
                .compose(
                        first ->
                                search(candidate, items.subList(half, items.size()), reason)
                                        .map(second -> first || second));
    }

    private static Future<Boolean> refuse(Candidate candidate, int item, Throwable failure) {
        candidate
                .graph()
                .refuse(
                        item,
                        new Fault(
                                FailureCode.REFUSED_BY_DATABASE,
                                "",
                                "Postgres refuses a value: " + failure.getMessage()));
        return Future.succeededFuture(true);
    }

    private Future<Void> insert(
            SqlConnection connection, Candidate candidate, List<Integer> items) {
        List<NewRow> rows =
                items.stream()
                        .map(
                                item ->
                                        new NewRow(
                                                candidate.id(item),
                                                candidate.task(item),
                                                TaskStatus.BLOCKED,
                                                1,
                                                false,
                                                null,
                                                List.of()))
                        .toList();
        return connection
                .begin()
                .compose(
                        transaction ->
                                TaskInserts.insert(
                                                connection,
                                                rows,
                                                transactions.moment().epoch(),
                                                partitions)
                                        .eventually(() -> transaction.rollback()))
                .mapEmpty();
    }
}
