package dev.minion.ledger.bulk;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkRefusal;
import dev.minion.contracts.ledger.ListBulkJobsResponse;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs as they are told of. */
@ApplicationScoped
class BulkReads {

    private static final String COLUMNS =
            """
            select id, request, finished_at, cancelled, expected, expected_is_least, matched, done,
              created_at, coalesce(error, ''), now() from ledger.bulk_jobs\
            """;

    private static final String GET = COLUMNS + " where namespace = $1 and id = $2";

    private static final String BY_KEY = COLUMNS + " where namespace = $1 and idempotency_key = $2";

    private static final String PAGE =
            COLUMNS + " where namespace = $1 and id < $2 order by id desc limit $3";

    private static final String REFUSALS =
            """
            select job_id, code, tasks, detail, sample from ledger.bulk_job_refusals
            where job_id = any($1) order by tasks desc, code
            """;

    private static final UUID GREATEST = new UUID(-1, -1);

    private final Pool pool;

    BulkReads(Pool pool) {
        this.pool = pool;
    }

    /** A job of a namespace. */
    Future<Optional<BulkJob>> get(String namespace, UUID id) {
        return pool.preparedQuery(GET)
                .execute(Tuple.of(namespace, id))
                .compose(this::whole)
                .map(jobs -> jobs.stream().findFirst());
    }

    /** The job that a key was used for. */
    Future<Optional<BulkJob>> byKey(String namespace, String key) {
        return key.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : pool.preparedQuery(BY_KEY)
                        .execute(Tuple.of(namespace, key))
                        .compose(this::whole)
                        .map(jobs -> jobs.stream().findFirst());
    }

    /** Jobs of a namespace, the newest first, from behind an id where there is one. */
    Future<ListBulkJobsResponse> page(String namespace, Optional<UUID> before, int limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(namespace, before.orElse(GREATEST), limit + 1))
                .compose(this::whole)
                .map(
                        jobs ->
                                ListBulkJobsResponse.newBuilder()
                                        .addAllJobs(jobs.subList(0, Math.min(jobs.size(), limit)))
                                        .setMore(jobs.size() > limit)
                                        .build());
    }

    private Future<List<BulkJob>> whole(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Future.succeededFuture(List.of());
        }
        List<UUID> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getUUID(0)));
        return pool.preparedQuery(REFUSALS)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(
                        refusals -> {
                            Map<UUID, List<BulkRefusal>> byJob = new HashMap<>();
                            for (Row row : refusals) {
                                byJob.computeIfAbsent(row.getUUID(0), job -> new ArrayList<>())
                                        .add(refusal(row));
                            }
                            List<BulkJob> jobs = new ArrayList<>(ids.size());
                            for (Row row : rows) {
                                jobs.add(job(row, byJob.getOrDefault(row.getUUID(0), List.of())));
                            }
                            return jobs;
                        });
    }

    private static BulkJob job(Row row, List<BulkRefusal> refusals) {
        return BulkJob.newBuilder()
                .setId(Ids.toBytes(row.getUUID(0)))
                .setRequest(request(row))
                .setFinished(row.getOffsetDateTime(2) != null)
                .setCancelled(row.getBoolean(3))
                .setExpected(row.getLong(4))
                .setExpectedIsLeast(row.getBoolean(5))
                .setMatched(row.getLong(6))
                .setDone(row.getLong(7))
                .addAllRefusals(refusals)
                .setCreatedAtUs(Timestamps.fromColumn(row.getOffsetDateTime(8)))
                .setFinishedAtUs(Timestamps.fromColumn(row.getOffsetDateTime(2)))
                .setError(row.getString(9))
                .setNowUs(Timestamps.fromColumn(row.getOffsetDateTime(10)))
                .build();
    }

    private static StartBulkJobRequest request(Row row) {
        try {
            return StartBulkJobRequest.parseFrom(row.getBuffer(1).getBytes());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("the request of a job is not protobuf", impossible);
        }
    }

    private static BulkRefusal refusal(Row row) {
        BulkRefusal.Builder refusal =
                BulkRefusal.newBuilder()
                        .setCode(row.getString(1))
                        .setTasks(row.getLong(2))
                        .setDetail(row.getString(3));
        for (UUID id : row.getArrayOfUUIDs(4)) {
            refusal.addSample(Ids.toBytes(id));
        }
        return refusal.build();
    }
}
