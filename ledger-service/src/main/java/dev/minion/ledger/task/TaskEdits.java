package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ReadyRecord;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.cache.Reading;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.lane.LaneConfig;
import dev.minion.ledger.lane.Lanes;
import dev.minion.ledger.lane.Work;
import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.transition.TaskRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes of priority, description and metadata, which leave the status alone. Those that wait
 * together are one statement, which is a transaction by itself.
 */
@ApplicationScoped
public class TaskEdits {

    private static final Logger LOG = Logger.getLogger(TaskEdits.class);

    private final Pool pool;
    private final TaskCache cache;
    private final Announcements announcements;
    private final Lanes<Edit, TaskResult> lanes;
    private final Untouched<Edit, TaskResult> untouched;

    TaskEdits(Pool pool, TaskCache cache, Announcements announcements, LaneConfig config) {
        this.pool = pool;
        this.cache = cache;
        this.announcements = announcements;
        this.lanes =
                new Lanes<>(config, edits -> carryOut(edits, Untouched.TRIES), TaskEdits::refused);
        this.untouched = new Untouched<>(pool, TaskEdits::refused, this::carryOut);
    }

    private static TaskResult refused(Throwable failure) {
        return TaskResult.newBuilder().setProblem(refusal(failure)).build();
    }

    /** What is said of a value that the database will never take; its words are for our log. */
    static Problem refusal(Throwable failure) {
        LOG.warnf("a change is refused by the database: reason=%s", failure);
        return Problems.of(FailureCode.VALIDATION, "one of its values cannot be stored");
    }

    /** Changes priority, description or metadata of a task that has not ended. */
    public Future<TaskResult> patch(PatchTaskRequest request) {
        return patch(List.of(request), Set.of()).map(List::getFirst);
    }

    /**
     * The same of many, each by itself; those of one task in this order.
     *
     * @param scheduledByCaller partitions whose owner the caller is: it learns of new priorities by
     *     the results, and no record tells of them
     * @return the results in the same order; fails with {@link
     *     dev.minion.ledger.lane.QueueFullException} when too many wait already
     */
    public Future<List<TaskResult>> patch(
            List<PatchTaskRequest> requests, Set<Integer> scheduledByCaller) {
        return lanes.run(
                requests.stream()
                        .map(request -> work(new Edit(request, scheduledByCaller)))
                        .toList());
    }

    private static Work<Edit, TaskResult> work(Edit edit) {
        PatchTaskRequest patch = edit.patch();
        return Work.of(Ids.fromBytes(patch.getId()), edit, patch.getSerializedSize());
    }

    private Future<Void> carryOut(List<Work<Edit, TaskResult>> batch, int tries) {
        // In the order in which rows are locked everywhere.
        List<Work<Edit, TaskResult>> edits =
                batch.stream().sorted(Comparator.comparing(Work::task)).toList();
        List<UUID> ids = edits.stream().map(Work::task).toList();
        Reading reading = cache.reading(ids);
        return pool.preparedQuery(EditStatements.EDIT)
                .execute(EditStatements.tuple(edits))
                // Where the answer was lost, they may have been changed.
                .onFailure(lost -> ids.forEach(id -> cache.changed(id, TaskVersion.NEWEST)))
                .map(rows -> answer(edits, rows, reading))
                .compose(left -> untouched.settle(left, tries));
    }

    /** Answers those that were changed, when it is told. */
    private List<Work<Edit, TaskResult>> answer(
            List<Work<Edit, TaskResult>> edits, RowSet<Row> rows, Reading reading) {
        Map<UUID, Task> changed = HashMap.newHashMap(rows.size());
        Effects effects = new Effects();
        for (Row row : rows) {
            Task task = TaskRows.whole(row);
            UUID id = row.getUUID(0);
            changed.put(id, task);
            effects.touch(id, task.getVersion());
        }
        for (Work<Edit, TaskResult> edit : edits) {
            Task task = changed.get(edit.task());
            if (task != null) {
                tellOwner(effects, edit.request(), task);
            }
        }
        effects.write(reading, changed.values());
        announcements.tell(effects);
        List<Work<Edit, TaskResult>> left = new ArrayList<>(0);
        for (Work<Edit, TaskResult> edit : edits) {
            Task task = changed.get(edit.task());
            if (task == null) {
                left.add(edit);
            } else {
                edit.answer(TaskRequests.found(task));
            }
        }
        return left;
    }

    /**
     * The owner of the partition may hold it under its old priority; it knows nothing else of it.
     */
    private static void tellOwner(Effects effects, Edit edit, Task task) {
        if (edit.patch().hasPriority()
                && task.getStatus() == TaskStatus.READY
                && !edit.scheduledByCaller().contains(task.getPartition())) {
            effects.add(ReadyRecord.of(task));
        }
    }

    private static @Nullable TaskResult refused(Edit edit, @Nullable Row task) {
        Problem problem = refuse(edit.patch(), task);
        return problem == null ? null : TaskResult.newBuilder().setProblem(problem).build();
    }

    private static @Nullable Problem refuse(PatchTaskRequest request, @Nullable Row task) {
        if (task == null || !task.getString(1).equals(request.getNamespace())) {
            return Problems.of(FailureCode.TASK_NOT_FOUND, "no such task");
        }
        if (request.hasIfVersion() && request.getIfVersion() != task.getLong(3)) {
            return Problems.of(FailureCode.VERSION_MISMATCH, "the task has changed meanwhile");
        }
        if (Transitions.terminal(TaskStatus.forNumber(task.getShort(2)))) {
            return Problems.of(
                    FailureCode.ILLEGAL_TRANSITION, "a task that has ended cannot be changed");
        }
        return null;
    }
}
