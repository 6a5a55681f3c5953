package dev.minion.ledger.retention;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.PurgeResult;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.task.Problems;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** Takes purges in and tells of them. */
@ApplicationScoped
public class Purges {

    private final PurgeJobs jobs;
    private final InstantSource clock;

    Purges(PurgeJobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Begins a purge; it goes on after the answer. */
    public Future<PurgeResult> start(StartPurgeRequest request) {
        if (request.getKind() == PurgeKind.PURGE_KIND_UNSPECIFIED
                || request.getKind() == PurgeKind.UNRECOGNIZED) {
            return refused("/what", "must be tasks, progress or messages");
        }
        if (request.getOlderThanMs() < RetentionLimits.YOUNGEST.toMillis()) {
            return refused("/older_than", "must be at least 1m");
        }
        UUID id = Ids.fromBytes(request.getId());
        Duration olderThan = Duration.ofMillis(request.getOlderThanMs());
        return jobs.start(id, request.getKind(), olderThan, request.getDryRun(), clock.instant())
                .compose(started -> get(id));
    }

    /** How far a purge is. */
    public Future<PurgeResult> get(GetPurgeRequest request) {
        return get(Ids.fromBytes(request.getId()));
    }

    private Future<PurgeResult> get(UUID id) {
        return jobs.get(id)
                .map(
                        found ->
                                found.map(purge -> PurgeResult.newBuilder().setPurge(purge))
                                        .orElseGet(
                                                () ->
                                                        PurgeResult.newBuilder()
                                                                .setProblem(
                                                                        Problems.of(
                                                                                FailureCode
                                                                                        .PURGE_NOT_FOUND,
                                                                                "no such purge")))
                                        .build());
    }

    private static Future<PurgeResult> refused(String pointer, String detail) {
        Problem.Builder problem =
                Problems.of(FailureCode.VALIDATION, pointer + ' ' + detail).toBuilder()
                        .addErrors(FieldError.newBuilder().setPointer(pointer).setDetail(detail));
        return Future.succeededFuture(PurgeResult.newBuilder().setProblem(problem).build());
    }
}
