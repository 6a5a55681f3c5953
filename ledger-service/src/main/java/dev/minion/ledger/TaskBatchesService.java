package dev.minion.ledger;

import dev.minion.contracts.ledger.PatchTasksRequest;
import dev.minion.contracts.ledger.PatchTasksResponse;
import dev.minion.contracts.ledger.RecordProgressesRequest;
import dev.minion.contracts.ledger.RecordProgressesResponse;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.ledger.progress.ProgressRequests;
import dev.minion.ledger.task.TaskEdits;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/** The gRPC service of many changes at once; failures as {@link CallAnswers} has them. */
@GrpcService
class TaskBatchesService implements TaskBatches {

    private final TaskEdits edits;
    private final ProgressRequests progress;

    TaskBatchesService(TaskEdits edits, ProgressRequests progress) {
        this.edits = edits;
        this.progress = progress;
    }

    @Override
    public Uni<PatchTasksResponse> patchTasks(PatchTasksRequest request) {
        return CallAnswers.of(
                () ->
                        edits.patch(
                                        request.getPatchesList(),
                                        Set.copyOf(request.getScheduledPartitionsList()))
                                .map(
                                        results ->
                                                PatchTasksResponse.newBuilder()
                                                        .addAllResults(results)
                                                        .build()));
    }

    @Override
    public Uni<RecordProgressesResponse> recordProgresses(RecordProgressesRequest request) {
        return CallAnswers.of(
                () ->
                        progress.record(request.getRecordsList())
                                .map(
                                        results ->
                                                RecordProgressesResponse.newBuilder()
                                                        .addAllResults(results)
                                                        .build()));
    }
}
