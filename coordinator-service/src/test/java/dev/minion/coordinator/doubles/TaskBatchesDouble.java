package dev.minion.coordinator.doubles;

import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.PatchTasksRequest;
import dev.minion.contracts.ledger.PatchTasksResponse;
import dev.minion.contracts.ledger.ProgressResult;
import dev.minion.contracts.ledger.RecordProgressRequest;
import dev.minion.contracts.ledger.RecordProgressesRequest;
import dev.minion.contracts.ledger.RecordProgressesResponse;
import dev.minion.contracts.ledger.TaskBatches;
import dev.minion.contracts.ledger.TaskResult;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Carries out one change after the other on the ledger's double. */
@GrpcService
public class TaskBatchesDouble implements TaskBatches {

    private final LedgerDouble ledger;
    private final List<Integer> calls = new ArrayList<>();

    TaskBatchesDouble(@GrpcService LedgerDouble ledger) {
        this.ledger = ledger;
    }

    /** Number of changes in each call so far. */
    public synchronized List<Integer> calls() {
        return List.copyOf(calls);
    }

    private synchronized void called(int changes) {
        calls.add(changes);
    }

    @Override
    public Uni<PatchTasksResponse> patchTasks(PatchTasksRequest request) {
        called(request.getPatchesCount());
        List<Uni<TaskResult>> results = new ArrayList<>();
        for (PatchTaskRequest patch : request.getPatchesList()) {
            results.add(ledger.patchTask(patch));
        }
        return Uni.join()
                .all(results)
                .andFailFast()
                .map(all -> PatchTasksResponse.newBuilder().addAllResults(all).build());
    }

    @Override
    public Uni<RecordProgressesResponse> recordProgresses(RecordProgressesRequest request) {
        called(request.getRecordsCount());
        List<Uni<ProgressResult>> results = new ArrayList<>();
        for (RecordProgressRequest record : request.getRecordsList()) {
            results.add(ledger.recordProgress(record));
        }
        return Uni.join()
                .all(results)
                .andFailFast()
                .map(all -> RecordProgressesResponse.newBuilder().addAllResults(all).build());
    }
}
