package dev.minion.ledger;

import dev.minion.contracts.ledger.BulkJobResult;
import dev.minion.contracts.ledger.BulkJobs;
import dev.minion.contracts.ledger.CancelBulkJobRequest;
import dev.minion.contracts.ledger.GetBulkJobRequest;
import dev.minion.contracts.ledger.ListBulkJobsRequest;
import dev.minion.contracts.ledger.ListBulkJobsResponse;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.ledger.bulk.BulkRequests;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** The gRPC service for bulk jobs. Answers and statuses are as {@link CallAnswers} has them. */
@GrpcService
class BulkJobService implements BulkJobs {

    private final BulkRequests jobs;

    BulkJobService(BulkRequests jobs) {
        this.jobs = jobs;
    }

    @Override
    public Uni<BulkJobResult> startBulkJob(StartBulkJobRequest request) {
        return CallAnswers.of(() -> jobs.start(request));
    }

    @Override
    public Uni<BulkJobResult> getBulkJob(GetBulkJobRequest request) {
        return CallAnswers.of(() -> jobs.get(request));
    }

    @Override
    public Uni<ListBulkJobsResponse> listBulkJobs(ListBulkJobsRequest request) {
        return CallAnswers.of(() -> jobs.list(request));
    }

    @Override
    public Uni<BulkJobResult> cancelBulkJob(CancelBulkJobRequest request) {
        return CallAnswers.of(() -> jobs.cancel(request));
    }
}
