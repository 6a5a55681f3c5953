package dev.minion.coordinator.task;

import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PatchTasksRequest;
import dev.minion.contracts.ledger.PatchTasksResponse;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.RecordProgressesRequest;
import dev.minion.contracts.ledger.RecordProgressesResponse;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.task.SharedCalls.Answered;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Edits and records of progress, which go to the ledger together. */
@ApplicationScoped
class BatchedChanges {

    private final SharedCalls<PatchTaskRequest, TaskResult> edits;
    private final SharedCalls<RecordProgressRequest, ProgressResult> records;

    BatchedChanges(
            LedgerCalls ledger, @GrpcClient("ledger") TaskBatches batches, EditSettings settings) {
        this.edits = new SharedCalls<>(ledger, settings, patches -> patch(batches, patches));
        this.records = new SharedCalls<>(ledger, settings, records -> record(batches, records));
    }

    private static Uni<List<TaskResult>> patch(
            TaskBatches batches, List<PatchTaskRequest> patches) {
        return batches.patchTasks(PatchTasksRequest.newBuilder().addAllPatches(patches).build())
                .map(PatchTasksResponse::getResultsList);
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
