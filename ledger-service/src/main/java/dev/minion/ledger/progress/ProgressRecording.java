package dev.minion.ledger.progress;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.lane.LaneConfig;
import dev.minion.ledger.lane.Lanes;
import dev.minion.ledger.lane.Work;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.publication.Gathering;
import dev.minion.ledger.state.AttemptRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.Timestamps;
import dev.minion.ledger.transition.Transaction;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Progress that somebody reports by request. What waits together is one statement for tasks that
 * run; what that has not touched, such as the first sign of an attempt, is decided with the rows in
 * hand.
 */
@ApplicationScoped
class ProgressRecording {

    private record Recorded(
            Work<RecordProgressRequest, ProgressResult> work, ProgressRow row, Decided decided) {}

    private static final Logger LOG = Logger.getLogger(ProgressRecording.class);

    private final Transactions transactions;
    private final Gathering gathering;
    private final TaskCache cache;
    private final Outcomes outcomes;
    private final Lanes<RecordProgressRequest, ProgressResult> lanes;

    ProgressRecording(
            Transactions transactions,
            Gathering gathering,
            TaskCache cache,
            Outcomes outcomes,
            LaneConfig config) {
        this.transactions = transactions;
        this.gathering = gathering;
        this.cache = cache;
        this.outcomes = outcomes;
        this.lanes = new Lanes<>(config, this::carryOut, ProgressRecording::refused);
    }

    /** As {@link ProgressRequests#record}. */
    Future<List<ProgressResult>> record(List<RecordProgressRequest> requests) {
        return lanes.run(requests.stream().map(ProgressRecording::work).toList());
    }

    private static Work<RecordProgressRequest, ProgressResult> work(RecordProgressRequest request) {
        return Work.of(Ids.fromBytes(request.getId()), request, request.getSerializedSize());
    }

    private Future<Void> carryOut(List<Work<RecordProgressRequest, ProgressResult>> batch) {
        // In the order in which rows are locked everywhere.
        List<Work<RecordProgressRequest, ProgressResult>> records =
                batch.stream().sorted(Comparator.comparing(Work::task)).toList();
        return transactions
                .alone()
                .preparedQuery(RunningProgress.RECORD)
                .execute(RunningProgress.tuple(records))
                // Where the answer was lost, it may have been recorded.
                .onFailure(
                        lost ->
                                records.forEach(
                                        each -> cache.changed(each.task(), TaskVersion.NEWEST)))
                .map(rows -> answer(records, rows))
                .compose(this::decide);
    }

    /** Answers those whose task ran, when it is told. */
    private List<Work<RecordProgressRequest, ProgressResult>> answer(
            List<Work<RecordProgressRequest, ProgressResult>> records, RowSet<Row> rows) {
        Map<UUID, Row> recorded = HashMap.newHashMap(rows.size());
        rows.forEach(row -> recorded.put(row.getUUID(0), row));
        Effects effects = new Effects();
        for (Work<RecordProgressRequest, ProgressResult> each : records) {
            Row row = recorded.get(each.task());
            if (row != null) {
                effects.add(RunningProgress.change(each.request(), row));
            }
        }
        gathering.tell(effects);
        List<Work<RecordProgressRequest, ProgressResult>> untouched = new ArrayList<>(0);
        for (Work<RecordProgressRequest, ProgressResult> each : records) {
            Row row = recorded.get(each.task());
            if (row == null) {
                untouched.add(each);
            } else {
                each.answer(RunningProgress.result(each.request(), row));
            }
        }
        return untouched;
    }

    private Future<Void> decide(List<Work<RecordProgressRequest, ProgressResult>> records) {
        if (records.isEmpty()) {
            return Future.succeededFuture();
        }
        return transactions
                .run(transaction -> decide(transaction, records))
                .map(
                        results -> {
                            records.forEach(
                                    each ->
                                            each.answer(
                                                    Objects.requireNonNull(
                                                            results.get(each.task()),
                                                            "a result of each")));
                            return null;
                        });
    }

    private Future<Map<UUID, ProgressResult>> decide(
            Transaction transaction, List<Work<RecordProgressRequest, ProgressResult>> records) {
        Map<UUID, ProgressResult> results = HashMap.newHashMap(records.size());
        return transaction
                .lock(records.stream().map(Work::task).toList())
                .compose(
                        locked -> {
                            List<Recorded> accepted = new ArrayList<>();
                            for (Work<RecordProgressRequest, ProgressResult> each : records) {
                                LockedTask task = locked.get(each.task());
                                Problem refused = refuse(each.request(), task);
                                Recorded record =
                                        task == null || refused != null
                                                ? null
                                                : accept(transaction, each, task);
                                if (record == null) {
                                    results.put(each.task(), refused(refused));
                                } else {
                                    accepted.add(record);
                                }
                            }
                            return write(transaction, accepted, results);
                        })
                .map(results);
    }

    private @Nullable Problem refuse(RecordProgressRequest request, @Nullable LockedTask task) {
        if (task == null || !task.namespace().equals(request.getNamespace())) {
            return Problems.of(FailureCode.TASK_NOT_FOUND, "no such task");
        }
        if (request.hasFence() && !task.state().holds(request.getFence())) {
            outcomes.stale(1);
            return Problems.of(FailureCode.FENCED, "the fence has passed to another attempt");
        }
        return Transitions.released(task.state().status()) ? null : notRunning();
    }

    /** Null where the rules refuse it all the same. */
    private static @Nullable Recorded accept(
            Transaction transaction,
            Work<RecordProgressRequest, ProgressResult> work,
            LockedTask task) {
        RecordProgressRequest request = work.request();
        TaskState state = task.state();
        TaskEvent event =
                TaskEvent.newBuilder()
                        .setFence(state.fence())
                        .setWorkerId(state.assignedTo())
                        .setProgressed(Progressed.newBuilder().setPercent(request.getPercent()))
                        .build();
        ProgressRow row =
                new ProgressRow(
                        task.id(),
                        state.attempt(),
                        RunningProgress.percent(request),
                        request.getMessage(),
                        request.getData());
        return AttemptRules.fold(state, event, transaction.moment())
                        instanceof Verdict.Accepted accepted
                ? new Recorded(work, row, Decided.of(task, accepted))
                : null;
    }

    private static Future<Void> write(
            Transaction transaction, List<Recorded> accepted, Map<UUID, ProgressResult> results) {
        if (accepted.isEmpty()) {
            return Future.succeededFuture();
        }
        return ProgressWrites.append(
                        transaction.connection(), accepted.stream().map(Recorded::row).toList())
                .compose(
                        rows -> {
                            int next = 0;
                            for (Row written : rows) {
                                Recorded record = accepted.get(next++);
                                results.put(record.work.task(), recorded(record.row, written));
                            }
                            return transaction.write(
                                    accepted.stream().map(Recorded::decided).toList());
                        });
    }

    private static ProgressResult recorded(ProgressRow row, Row written) {
        return ProgressResult.newBuilder()
                .setProgress(
                        ProgressRecord.newBuilder()
                                .setSequence(written.getLong(0))
                                .setPercent(row.percent())
                                .setMessage(row.message())
                                .setData(row.data())
                                .setAttempt(row.attempt())
                                .setAtUs(Timestamps.fromColumn(written.getOffsetDateTime(1))))
                .build();
    }

    private static ProgressResult refused(@Nullable Problem problem) {
        return ProgressResult.newBuilder()
                .setProblem(problem == null ? notRunning() : problem)
                .build();
    }

    private static ProgressResult refused(Throwable failure) {
        LOG.warnf("progress is refused by the database: reason=%s", failure);
        return refused(Problems.of(FailureCode.VALIDATION, "one of its values cannot be stored"));
    }

    private static Problem notRunning() {
        return Problems.of(FailureCode.ILLEGAL_TRANSITION, "the task does not run");
    }
}
