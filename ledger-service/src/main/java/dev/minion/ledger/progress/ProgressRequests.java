package dev.minion.ledger.progress;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListProgressRequest;
import dev.minion.contracts.ledger.ListProgressResponse;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Progress by request: record, history, latest. */
@ApplicationScoped
public class ProgressRequests {

    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    private static final String EXISTS =
            "select 1 from ledger.tasks where id = $1 and namespace = $2";

    private static final String HISTORY =
            """
            select sequence, percent, message, data, attempt, at from ledger.task_progress
            where task_id = $1 and sequence > $2 order by sequence limit $3
            """;

    private static final String LATEST =
            """
            select sequence, percent, message, data, attempt, at from ledger.task_progress
            where task_id = $1 order by sequence desc limit 1
            """;

    private final Pool pool;
    private final ProgressRecording recording;

    ProgressRequests(Pool pool, ProgressRecording recording) {
        this.pool = pool;
        this.recording = recording;
    }

    /** Records progress of a task that has been released; the fence is checked where given. */
    public Future<ProgressResult> record(RecordProgressRequest request) {
        return record(List.of(request)).map(List::getFirst);
    }

    /**
     * The same of many, each by itself; what is of one task in this order.
     *
     * @return the results in the same order; fails with {@link
     *     dev.minion.ledger.lane.QueueFullException} when too many wait already
     */
    public Future<List<ProgressResult>> record(List<RecordProgressRequest> requests) {
        return recording.record(requests);
    }

    /** The history of a task, oldest first, or its newest record. */
    public Future<ListProgressResponse> list(ListProgressRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return pool.preparedQuery(EXISTS)
                .execute(Tuple.of(id, request.getNamespace()))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.succeededFuture(
                                                ListProgressResponse.newBuilder()
                                                        .setProblem(
                                                                Problems.of(
                                                                        FailureCode.TASK_NOT_FOUND,
                                                                        "no such task"))
                                                        .build())
                                        : list(request, id));
    }

    private Future<ListProgressResponse> list(ListProgressRequest request, UUID id) {
        int limit =
                request.getLimit() <= 0 ? DEFAULT_PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        return (request.getLatest()
                        ? pool.preparedQuery(LATEST).execute(Tuple.of(id))
                        : pool.preparedQuery(HISTORY)
                                .execute(Tuple.of(id, request.getAfterSequence(), limit)))
                .map(
                        rows -> {
                            ListProgressResponse.Builder list = ListProgressResponse.newBuilder();
                            for (Row row : rows) {
                                list.addItems(stored(row));
                            }
                            return list.build();
                        });
    }

    private static ProgressRecord stored(Row row) {
        String message = row.getString(2);
        ByteString data = ReadyRows.bytes(row.getBuffer(3));
        return ProgressRecord.newBuilder()
                .setSequence(row.getLong(0))
                .setPercent(row.getShort(1))
                .setMessage(message == null ? "" : message)
                .setData(data)
                .setAttempt(row.getInteger(4))
                .setAtUs(Timestamps.fromColumn(row.getOffsetDateTime(5)))
                .build();
    }
}
