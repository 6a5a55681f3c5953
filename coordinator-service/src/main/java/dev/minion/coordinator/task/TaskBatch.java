package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.ProgressRecord;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.task.BatchBodies.TaskProgress;
import dev.minion.coordinator.task.TaskChanges.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Changes of many tasks at once. Each stands for itself; those of one task keep their order. */
@ApplicationScoped
class TaskBatch {

    private final TaskChanges changes;
    private final BatchedChanges batched;

    TaskBatch(TaskChanges changes, BatchedChanges batched) {
        this.changes = changes;
        this.batched = batched;
    }

    /** The tasks as they are then. */
    Uni<List<Outcome<Task>>> patch(
            String namespace, List<Outcome<PatchTaskRequest.Builder>> updates) {
        return Outcome.next(
                updates,
                patches ->
                        changes.patch(
                                patches.stream()
                                        .map(patch -> patch.setNamespace(namespace).build())
                                        .toList()));
    }

    /** The records as they are kept. */
    Uni<List<Outcome<ProgressRecord>>> record(
            String namespace, List<Outcome<TaskProgress>> records) {
        return Outcome.next(records, all -> fenced(namespace, all))
                .chain(fenced -> Outcome.next(fenced, this::record));
    }

    private Uni<List<Outcome<RecordProgressRequest>>> fenced(
            String namespace, List<TaskProgress> records) {
        return Uni.join()
                .all(records.stream().map(record -> fenced(namespace, record)).toList())
                .andFailFast();
    }

    private Uni<Outcome<RecordProgressRequest>> fenced(String namespace, TaskProgress record) {
        Target target = new Target(namespace, record.id());
        return Outcome.of(
                changes.fence(target, record.progress().fence())
                        .map(fence -> record.progress().record(target, fence)));
    }

    private Uni<List<Outcome<ProgressRecord>>> record(List<RecordProgressRequest> records) {
        return batched.record(records)
                .map(results -> results.stream().map(TaskBatch::outcome).toList());
    }

    private static Outcome<ProgressRecord> outcome(ProgressResult result) {
        return result.hasProblem()
                ? new Outcome.Refused<>(Problem.of(result.getProblem(), ""))
                : new Outcome.Done<>(result.getProgress());
    }
}
