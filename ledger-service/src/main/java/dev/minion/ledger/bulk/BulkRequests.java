package dev.minion.ledger.bulk;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Micros;
import dev.minion.contracts.ledger.BulkJob;
import dev.minion.contracts.ledger.BulkJobResult;
import dev.minion.contracts.ledger.CancelBulkJobRequest;
import dev.minion.contracts.ledger.GetBulkJobRequest;
import dev.minion.contracts.ledger.ListBulkJobsRequest;
import dev.minion.contracts.ledger.ListBulkJobsResponse;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.task.TaskLists;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Takes jobs in, tells of them, ends them. */
@ApplicationScoped
public class BulkRequests {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    private final BulkStore store;
    private final BulkReads reads;
    private final BulkTimer timer;
    private final BulkConfig config;
    private final TaskLists lists;
    private final InstantSource clock;

    BulkRequests(
            BulkStore store,
            BulkReads reads,
            BulkTimer timer,
            BulkConfig config,
            TaskLists lists,
            InstantSource clock) {
        this.store = store;
        this.reads = reads;
        this.timer = timer;
        this.config = config;
        this.lists = lists;
        this.clock = clock;
    }

    /** Begins a job; it goes on after the answer. */
    public Future<BulkJobResult> start(StartBulkJobRequest request) {
        Problem refusal = BulkPlan.refuse(request);
        if (refusal != null) {
            return refused(refusal);
        }
        return known(request)
                .compose(
                        known ->
                                known.map(Future::succeededFuture).orElseGet(() -> begin(request)));
    }

    private Future<BulkJobResult> begin(StartBulkJobRequest request) {
        ListTasksRequest filter = BulkPlan.filter(request, Micros.of(clock.instant()));
        return lists.list(filter.toBuilder().setCount(true).setLimit(1).build())
                .compose(counted -> begin(request, filter, counted));
    }

    private Future<BulkJobResult> begin(
            StartBulkJobRequest request, ListTasksRequest filter, ListTasksResponse counted) {
        boolean least = counted.getTotalIsLeast() || counted.hasProblem();
        return store.start(request, filter, counted.getTotal(), least, config.openJobs())
                .compose(
                        started -> {
                            timer.wake();
                            return known(request);
                        })
                .map(
                        job ->
                                job.orElseGet(
                                        () ->
                                                problem(
                                                        FailureCode.OVERLOADED,
                                                        "too many bulk jobs are under way")));
    }

    /** The job that was begun by this request, or by the same one under its key. */
    private Future<Optional<BulkJobResult>> known(StartBulkJobRequest request) {
        String namespace = request.getFilter().getNamespace();
        UUID id = Ids.fromBytes(request.getId());
        return reads.get(namespace, id)
                .compose(
                        own ->
                                own.isPresent()
                                        ? Future.succeededFuture(own)
                                        : reads.byKey(namespace, request.getIdempotencyKey()))
                .map(found -> found.map(job -> known(request, job)));
    }

    private static BulkJobResult known(StartBulkJobRequest request, BulkJob job) {
        StartBulkJobRequest before = job.getRequest().toBuilder().setId(request.getId()).build();
        if (!before.equals(request)) {
            return problem(
                    FailureCode.IDEMPOTENCY_CONFLICT, "the key was used for another bulk job");
        }
        return BulkJobResult.newBuilder()
                .setJob(job)
                .setReplayed(!job.getId().equals(request.getId()))
                .build();
    }

    /** How far a job is. */
    public Future<BulkJobResult> get(GetBulkJobRequest request) {
        return get(request.getNamespace(), Ids.fromBytes(request.getId()));
    }

    private Future<BulkJobResult> get(String namespace, UUID id) {
        return reads.get(namespace, id)
                .map(
                        found ->
                                found.map(job -> BulkJobResult.newBuilder().setJob(job).build())
                                        .orElseGet(
                                                () ->
                                                        problem(
                                                                FailureCode.BULK_JOB_NOT_FOUND,
                                                                "no such bulk job")));
    }

    /** Jobs, the newest first. */
    public Future<ListBulkJobsResponse> list(ListBulkJobsRequest request) {
        Optional<UUID> before =
                request.getBefore().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Ids.fromBytes(request.getBefore()));
        int limit = request.getLimit() <= 0 ? PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        return reads.page(request.getNamespace(), before, limit);
    }

    /** Ends a job where it is. One that has ended stays as it is. */
    public Future<BulkJobResult> cancel(CancelBulkJobRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return store.cancel(request.getNamespace(), id)
                .compose(done -> get(request.getNamespace(), id));
    }

    private static Future<BulkJobResult> refused(Problem problem) {
        return Future.succeededFuture(BulkJobResult.newBuilder().setProblem(problem).build());
    }

    private static BulkJobResult problem(FailureCode code, String detail) {
        return BulkJobResult.newBuilder()
                .setProblem(Problem.newBuilder().setCode(code.code()).setDetail(detail))
                .build();
    }
}
