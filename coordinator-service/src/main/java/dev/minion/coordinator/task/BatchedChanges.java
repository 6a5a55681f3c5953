package dev.minion.coordinator.task;

import dev.minion.contracts.ReadyRecord;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PatchTasksRequest;
import dev.minion.contracts.ledger.PatchTasksResponse;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.RecordProgressesRequest;
import dev.minion.contracts.ledger.RecordProgressesResponse;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.schedule.CommittedTasks;
import dev.minion.coordinator.task.SharedCalls.Answered;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Edits and records of progress, which go to the ledger together. */
@ApplicationScoped
class BatchedChanges {

    private final SharedCalls<PatchTaskRequest, TaskResult> edits;
    private final SharedCalls<RecordProgressRequest, ProgressResult> records;

    BatchedChanges(
            LedgerCalls ledger,
            @GrpcClient("ledger") TaskBatches batches,
            EditSettings settings,
            CommittedTasks committed) {
        this.edits =
                new SharedCalls<>(ledger, settings, patches -> patch(batches, patches, committed));
        this.records = new SharedCalls<>(ledger, settings, records -> record(batches, records));
    }

    private static Uni<List<TaskResult>> patch(
            TaskBatches batches, List<PatchTaskRequest> patches, CommittedTasks committed) {
        Set<Integer> own = committed.partitions();
        PatchTasksRequest request =
                PatchTasksRequest.newBuilder()
                        .addAllPatches(patches)
                        .addAllScheduledPartitions(own)
                        .build();
        return batches.patchTasks(request)
                .map(PatchTasksResponse::getResultsList)
                .onItem()
                .invoke(
                        results -> {
                            List<ReadyTask> moved = moved(patches, results, own);
                            if (!moved.isEmpty()) {
                                committed.changed(moved);
                            }
                        });
    }

    /** Of these the ledger tells no record: they wait here, under their old priority. */
    static List<ReadyTask> moved(
            List<PatchTaskRequest> patches, List<TaskResult> results, Set<Integer> own) {
        List<ReadyTask> moved = new ArrayList<>(0);
        for (int i = 0; i < Math.min(patches.size(), results.size()); i++) {
            Task task = results.get(i).getTask();
            if (patches.get(i).hasPriority()
                    && task.getStatus() == TaskStatus.READY
                    && own.contains(task.getPartition())) {
                moved.add(ReadyRecord.of(task));
            }
        }
        return moved;
    }

    private static Uni<List<ProgressResult>> record(
            TaskBatches batches, List<RecordProgressRequest> records) {
        return batches.recordProgresses(
                        RecordProgressesRequest.newBuilder().addAllRecords(records).build())
                .map(RecordProgressesResponse::getResultsList);
    }

    /** Edits tasks; those of one task are made in this order. */
    Uni<Answered<TaskResult>> patch(List<PatchTaskRequest> patches) {
        return edits.ask(patches);
    }

    /** Records progress; what is of one task is recorded in this order. */
    Uni<List<ProgressResult>> record(List<RecordProgressRequest> progress) {
        return records.ask(progress).map(Answered::results);
    }
}
