package dev.minion.coordinator.retention;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetPurgeRequest;
import dev.minion.contracts.ledger.GetSizesRequest;
import dev.minion.contracts.ledger.Purge;
import dev.minion.contracts.ledger.PurgeResult;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.ledger.Sizes;
import dev.minion.contracts.ledger.StartPurgeRequest;
import dev.minion.coordinator.ledger.LedgerAdminCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Asks the ledger, and follows what takes several answers. */
@ApplicationScoped
class Retention {

    private final LedgerAdminCalls ledger;
    private final RetentionSettings settings;
    private final Ids ids;
    private final InstantSource clock;

    Retention(LedgerAdminCalls ledger, RetentionSettings settings, Ids ids, InstantSource clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** Begins a purge; a dry run that is soon over is answered with its counts. */
    Uni<Purge> purge(StartPurgeRequest.Builder wanted) {
        ByteString id = Ids.toBytes(ids.next());
        StartPurgeRequest request = wanted.setId(id).build();
        Uni<Purge> begun = ledger.call(stub -> stub.startPurge(request)).map(Retention::purge);
        Instant end = clock.instant().plus(settings.dryRunWait());
        return request.getDryRun() ? begun.chain(purge -> finished(purge, end)) : begun;
    }

    private Uni<Purge> finished(Purge purge, Instant end) {
        if (purge.getFinished() || !clock.instant().isBefore(end)) {
            return Uni.createFrom().item(purge);
        }
        return Uni.createFrom()
                .item(purge.getId())
                .onItem()
                .delayIt()
                .by(settings.look())
                .chain(this::get)
                .chain(now -> finished(now, end));
    }

    /** How far a purge is. */
    Uni<Purge> get(UUID id) {
        return get(Ids.toBytes(id));
    }

    private Uni<Purge> get(ByteString id) {
        GetPurgeRequest request = GetPurgeRequest.newBuilder().setId(id).build();
        return ledger.call(stub -> stub.getPurge(request)).map(Retention::purge);
    }

    private static Purge purge(PurgeResult result) {
        if (result.hasProblem()) {
            throw ProblemException.of(result.getProblem());
        }
        return result.getPurge();
    }

    /** Restores until all is back, or for as long as a client is kept waiting. */
    Uni<RestoreResponse> restore(RestoreRequest request) {
        Instant end = clock.instant().plus(settings.restoreWait());
        return restore(request, RestoreResponse.getDefaultInstance(), end)
                .invoke(
                        done -> {
                            if (!request.getId().isEmpty() && nothing(done)) {
                                throw new ProblemException(
                                        FailureCode.TASK_NOT_FOUND, "the archive has no such task");
                            }
                        });
    }

    private static boolean nothing(RestoreResponse done) {
        return done.getRestored() + done.getSkipped() + done.getProgress() == 0
                && done.getNextCursor().isEmpty();
    }

    private Uni<RestoreResponse> restore(
            RestoreRequest request, RestoreResponse sofar, Instant end) {
        return ledger.call(stub -> stub.restore(request))
                .chain(
                        next -> {
                            if (next.hasProblem()) {
                                throw ProblemException.of(next.getProblem());
                            }
                            RestoreResponse sum = plus(sofar, next);
                            String cursor = next.getNextCursor();
                            return cursor.isEmpty() || !clock.instant().isBefore(end)
                                    ? Uni.createFrom().item(sum)
                                    : restore(
                                            request.toBuilder().setCursor(cursor).build(),
                                            sum,
                                            end);
                        });
    }

    private static RestoreResponse plus(RestoreResponse sofar, RestoreResponse next) {
        return next.toBuilder()
                .setRestored(sofar.getRestored() + next.getRestored())
                .setSkipped(sofar.getSkipped() + next.getSkipped())
                .setProgress(sofar.getProgress() + next.getProgress())
                .build();
    }

    /** The report of sizes. */
    Uni<Sizes> sizes() {
        return ledger.call(stub -> stub.getSizes(GetSizesRequest.getDefaultInstance()));
    }
}
