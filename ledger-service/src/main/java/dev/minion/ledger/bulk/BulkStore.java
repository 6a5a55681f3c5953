package dev.minion.ledger.bulk;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.task.TaskLists.Which;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs in Postgres: what was asked for, and how far each is. */
@ApplicationScoped
class BulkStore {

    private static final int SAMPLE = 5;

    private static final String FORGET =
            "delete from ledger.bulk_jobs where finished_at < now() - interval '30 days'";

    private static final String START =
            """
            insert into ledger.bulk_jobs (id, namespace, idempotency_key, action, priority, reason,
              dry_run, rate, request, filter, expected, expected_is_least)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
            where (select count(*) from ledger.bulk_jobs where finished_at is null) < $13
            on conflict do nothing
            """;

    private static final String DUE =
            "select "
                    + BulkWork.COLUMNS
                    + " from ledger.bulk_jobs where finished_at is null order by next_at, id limit 1";

    /** Where another replica has it, or has done this page, there is none. */
    private static final String TAKE =
            """
            select id from ledger.bulk_jobs
            where id = $1 and cursor = $2 and finished_at is null for update skip locked
            """;

    private static final String ADVANCE =
            """
            update ledger.bulk_jobs set cursor = $2, matched = matched + $3, done = done + $4,
              narrow = greatest(narrow - $5, 0), error = null,
              next_at = greatest(next_at, now() - interval '1 second')
                + $5 * interval '1 second' / rate,
              finished_at = case when $2 = '' then now() end
            where id = $1
            """;

    private static final String REFUSE =
            """
            insert into ledger.bulk_job_refusals as r (job_id, code, tasks, detail, sample)
            values ($1, $2, $3, $4, $5)
            on conflict (job_id, code) do update set tasks = r.tasks + excluded.tasks,
              sample = (r.sample || excluded.sample)[1:%d]
            """
                    .formatted(SAMPLE);

    private static final String FAIL =
            """
            update ledger.bulk_jobs set error = $2, narrow = greatest(narrow, $3),
              next_at = now() + interval '1 second'
            where id = $1 and finished_at is null
            """;

    private static final String CANCEL =
            """
            update ledger.bulk_jobs set cancelled = true, finished_at = now()
            where id = $1 and namespace = $2 and finished_at is null
            """;

    private final Pool pool;

    BulkStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes a job in; again, it changes nothing.
     *
     * @return false where that many are under way, or where there is one of that id or key
     */
    Future<Boolean> start(
            StartBulkJobRequest request,
            ListTasksRequest filter,
            long expected,
            boolean least,
            int most) {
        String key = request.getIdempotencyKey();
        Tuple values =
                Tuple.tuple()
                        .addUUID(Ids.fromBytes(request.getId()))
                        .addString(filter.getNamespace())
                        .addString(key.isEmpty() ? null : key)
                        .addShort((short) request.getActionValue())
                        .addShort(priority(request))
                        .addString(request.getReason().isEmpty() ? null : request.getReason())
                        .addBoolean(request.getDryRun())
                        .addInteger(BulkPlan.rate(request))
                        .addBuffer(Buffer.buffer(request.toByteArray()))
                        .addBuffer(Buffer.buffer(filter.toByteArray()))
                        .addLong(expected)
                        .addBoolean(least)
                        .addInteger(most);
        return pool.query(FORGET)
                .execute()
                .compose(forgotten -> pool.preparedQuery(START).execute(values))
                .map(done -> done.rowCount() == 1);
    }

    private static @Nullable Short priority(StartBulkJobRequest request) {
        return request.getPriority() == 0 ? null : (short) request.getPriority();
    }

    /** The unfinished job whose page is due first, whether it is due yet or not. */
    Future<Optional<BulkWork>> next() {
        return pool.preparedQuery(DUE)
                .execute()
                .map(
                        rows -> {
                            for (Row row : rows) {
                                return Optional.of(BulkWork.of(row));
                            }
                            return Optional.empty();
                        });
    }

    /** Takes hold of a job; false where its page is another's. */
    Future<Boolean> take(SqlClient connection, BulkWork job) {
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(job.id(), job.cursor()))
                .map(rows -> rows.size() == 1);
    }

    /**
     * Moves a job on by a page.
     *
     * @param matched tasks that still fitted
     * @param refused those of them that it was not done with
     */
    Future<Void> advance(
            SqlClient connection,
            BulkWork job,
            Which page,
            int matched,
            Map<UUID, Problem> refused) {
        Tuple place =
                Tuple.of(
                        job.id(),
                        page.next(),
                        (long) matched,
                        (long) matched - refused.size(),
                        page.ids().size());
        return connection
                .preparedQuery(ADVANCE)
                .execute(place)
                .compose(moved -> count(connection, job.id(), refused));
    }

    private static Future<Void> count(SqlClient connection, UUID job, Map<UUID, Problem> refused) {
        if (refused.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<String, List<UUID>> byCode = new HashMap<>();
        Map<String, String> details = new HashMap<>();
        refused.forEach(
                (id, problem) -> {
                    byCode.computeIfAbsent(problem.getCode(), code -> new ArrayList<>()).add(id);
                    details.putIfAbsent(problem.getCode(), problem.getDetail());
                });
        List<Tuple> rows = new ArrayList<>(byCode.size());
        byCode.forEach(
                (code, ids) ->
                        rows.add(
                                Tuple.of(job, code, (long) ids.size(), details.get(code))
                                        .addArrayOfUUID(
                                                ids.stream().limit(SAMPLE).toArray(UUID[]::new))));
        return connection.preparedQuery(REFUSE).executeBatch(rows).mapEmpty();
    }

    /**
     * Notes why a page failed. It is tried again in a second.
     *
     * @param narrow tasks to go through one by one
     */
    Future<Void> fail(UUID id, String reason, int narrow) {
        return pool.preparedQuery(FAIL).execute(Tuple.of(id, reason, narrow)).mapEmpty();
    }

    /** Ends a job where it is; a page that is under way is finished first. */
    Future<Void> cancel(String namespace, UUID id) {
        return pool.preparedQuery(CANCEL).execute(Tuple.of(id, namespace)).mapEmpty();
    }
}
