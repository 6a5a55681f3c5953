package dev.minion.dedup.rpc;

import dev.minion.contracts.dedup.AbortKeysRequest;
import dev.minion.contracts.dedup.AbortKeysResponse;
import dev.minion.contracts.dedup.BeginKeysRequest;
import dev.minion.contracts.dedup.BeginKeysResponse;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.ClaimResponse;
import dev.minion.contracts.dedup.CommitKeysRequest;
import dev.minion.contracts.dedup.CommitKeysResponse;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.contracts.dedup.DedupStatistics;
import dev.minion.contracts.dedup.GetDedupStatisticsRequest;
import dev.minion.dedup.backend.DedupConfig;
import dev.minion.dedup.mark.BackendUnavailableException;
import dev.minion.dedup.mark.DedupBackend;
import dev.minion.dedup.mark.Mark;
import dev.minion.dedup.statistics.DedupCounters;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers on the event loop. {@code INVALID_ARGUMENT} is a fault of the caller; {@code UNAVAILABLE}
 * means that the caller goes on without an answer.
 */
@GrpcService
final class DedupService implements Dedup {

    private final DedupBackend backend;
    private final DedupCounters counters;
    private final Requests requests;

    DedupService(DedupBackend backend, DedupCounters counters, DedupConfig config) {
        this.backend = backend;
        this.counters = counters;
        this.requests =
                new Requests(config.batchSize(), Duration.ofSeconds(config.committedSeconds()));
    }

    @Override
    public Uni<BeginKeysResponse> beginKeys(BeginKeysRequest request) {
        return asked(
                        () ->
                                backend.begin(
                                        requests.owner(request.getOwner()),
                                        requests.names(request.getKeysList())))
                .invoke(marks -> counters.keysChecked(marks.size(), known(marks)))
                .map(marks -> marks.stream().map(Requests::answer).toList())
                .map(marks -> BeginKeysResponse.newBuilder().addAllMarks(marks).build());
    }

    @Override
    public Uni<CommitKeysResponse> commitKeys(CommitKeysRequest request) {
        return asked(() -> backend.commit(requests.commitments(request.getKeysList())))
                .replaceWith(CommitKeysResponse.getDefaultInstance());
    }

    @Override
    public Uni<AbortKeysResponse> abortKeys(AbortKeysRequest request) {
        return asked(
                        () ->
                                backend.abort(
                                        requests.owner(request.getOwner()),
                                        requests.names(request.getKeysList())))
                .replaceWith(AbortKeysResponse.getDefaultInstance());
    }

    @Override
    public Uni<ClaimResponse> claim(ClaimRequest request) {
        return asked(
                        () ->
                                backend.claim(
                                        requests.owner(request.getWorkerId()),
                                        requests.former(request.getFrom()),
                                        requests.attempts(request.getClaimsList())))
                .invoke(granted -> counters.attemptsClaimed(granted.size(), refused(granted)))
                .map(granted -> ClaimResponse.newBuilder().addAllGranted(granted).build());
    }

    @Override
    public Uni<DedupStatistics> getStatistics(GetDedupStatisticsRequest request) {
        return Uni.createFrom().item(counters.read());
    }

    private <T> Uni<T> asked(Supplier<Uni<T>> call) {
        return Uni.createFrom()
                .deferred(
                        () -> {
                            long start = System.nanoTime();
                            return call.get().invoke(() -> counters.answered(since(start)));
                        })
                .onFailure(BackendUnavailableException.class)
                .invoke(counters::failed)
                .onFailure()
                .transform(DedupService::status);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Throwable status(Throwable failure) {
        return switch (failure) {
            case IllegalArgumentException fault ->
                    Status.INVALID_ARGUMENT
                            .withDescription(fault.getMessage())
                            .asRuntimeException();
            case BackendUnavailableException away ->
                    Status.UNAVAILABLE.withDescription(away.getMessage()).asRuntimeException();
            default -> failure;
        };
    }

    private static long known(List<Mark> marks) {
        return marks.stream().filter(mark -> !(mark instanceof Mark.Fresh)).count();
    }

    private static long refused(List<Boolean> granted) {
        return granted.stream().filter(yes -> !yes).count();
    }
}
