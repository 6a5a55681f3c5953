package dev.minion.ledger.task;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.DeleteTaskResponse;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.lane.LaneConfig;
import dev.minion.ledger.lane.Lanes;
import dev.minion.ledger.lane.Work;
import dev.minion.ledger.payload.PayloadReferences;
import dev.minion.ledger.publication.Announcements;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.transition.CountDeltas;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes tasks that have ended, with their progress; their idempotency keys stay taken. In batches
 * as {@link TaskEdits} has them.
 */
@ApplicationScoped
public class TaskRemovals {

    private static final String REMOVE =
            """
            with gone as (
              delete from ledger.tasks t using unnest($1::uuid[], $2::text[]) u(id, namespace)
              where t.id = u.id and t.namespace = u.namespace and t.status not in (%s)
              returning t.id, t.namespace, t.type, t.status),
            edges as (
              delete from ledger.task_dependencies d using gone g where d.task_id = g.id),
            unreferred as (%s),
            counted as (%s)
            select g.id from gone g
            """
                    .formatted(
                            EditStatements.OPEN,
                            PayloadReferences.removed("array(select g.id from gone g)"),
                            CountDeltas.removed("gone"));

    private final Pool pool;
    private final TaskCache cache;
    private final Announcements announcements;
    private final Lanes<DeleteTaskRequest, DeleteTaskResponse> lanes;
    private final Untouched<DeleteTaskRequest, DeleteTaskResponse> untouched;

    TaskRemovals(Pool pool, TaskCache cache, Announcements announcements, LaneConfig config) {
        this.pool = pool;
        this.cache = cache;
        this.announcements = announcements;
        this.lanes =
                new Lanes<>(
                        config,
                        removals -> carryOut(removals, Untouched.TRIES),
                        failure -> refused(TaskEdits.refusal(failure)));
        this.untouched = new Untouched<>(pool, TaskRemovals::refused, this::carryOut);
    }

    private static DeleteTaskResponse refused(Problem problem) {
        return DeleteTaskResponse.newBuilder().setProblem(problem).build();
    }

    /**
     * Removes a task that has ended.
     *
     * @return fails with {@link dev.minion.ledger.lane.QueueFullException} when too many wait
     *     already
     */
    public Future<DeleteTaskResponse> delete(DeleteTaskRequest request) {
        return lanes.run(
                        List.of(
                                Work.of(
                                        Ids.fromBytes(request.getId()),
                                        request,
                                        request.getSerializedSize())))
                .map(List::getFirst);
    }

    private Future<Void> carryOut(
            List<Work<DeleteTaskRequest, DeleteTaskResponse>> batch, int tries) {
        // In the order in which rows are locked everywhere.
        List<Work<DeleteTaskRequest, DeleteTaskResponse>> removals =
                batch.stream().sorted(Comparator.comparing(Work::task)).toList();
        UUID[] ids = removals.stream().map(Work::task).toArray(UUID[]::new);
        String[] namespaces =
                removals.stream().map(each -> each.request().getNamespace()).toArray(String[]::new);
        return pool.preparedQuery(REMOVE)
                .execute(Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(namespaces))
                // Where the answer was lost, they may be gone.
                .onFailure(
                        lost ->
                                removals.forEach(
                                        each -> cache.changed(each.task(), TaskVersion.NEWEST)))
                .map(rows -> answer(removals, rows))
                .compose(left -> untouched.settle(left, tries));
    }

    /** Answers those that are gone, when it is told. */
    private List<Work<DeleteTaskRequest, DeleteTaskResponse>> answer(
            List<Work<DeleteTaskRequest, DeleteTaskResponse>> removals, RowSet<Row> rows) {
        Set<UUID> gone = HashSet.newHashSet(rows.size());
        Effects effects = new Effects();
        for (Row row : rows) {
            gone.add(row.getUUID(0));
            effects.touch(row.getUUID(0), TaskVersion.NEWEST);
        }
        announcements.tell(effects);
        removals.stream()
                .filter(each -> gone.contains(each.task()))
                .forEach(each -> each.answer(DeleteTaskResponse.getDefaultInstance()));
        return removals.stream().filter(each -> !gone.contains(each.task())).toList();
    }

    private static @Nullable DeleteTaskResponse refused(
            DeleteTaskRequest request, @Nullable Row task) {
        if (task == null || !task.getString(1).equals(request.getNamespace())) {
            return refused(Problems.of(FailureCode.TASK_NOT_FOUND, "no such task"));
        }
        return Transitions.terminal(TaskStatus.forNumber(task.getShort(2)))
                ? null
                : refused(
                        Problems.of(
                                FailureCode.ILLEGAL_TRANSITION,
                                "only a task that has ended can be deleted"));
    }
}
