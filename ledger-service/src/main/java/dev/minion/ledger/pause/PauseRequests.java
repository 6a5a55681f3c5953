package dev.minion.ledger.pause;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.EndPauseRequest;
import dev.minion.contracts.ledger.ListPausesRequest;
import dev.minion.contracts.ledger.ListPausesResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseResult;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.contracts.tasks.Problem;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Begins pauses, tells of them, ends them. */
@ApplicationScoped
public class PauseRequests {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 1_000;

    private final PauseStore store;
    private final PauseReads reads;
    private final SeenTargets seen;

    PauseRequests(PauseStore store, PauseReads reads, SeenTargets seen) {
        this.store = store;
        this.reads = reads;
        this.seen = seen;
    }

    /** Begins a pause. Where its target is paused already, that pause is the answer. */
    public Future<PauseResult> start(StartPauseRequest request) {
        Problem refusal = PauseTerms.refuse(request);
        if (refusal != null) {
            return Future.succeededFuture(refused(refusal));
        }
        return standing(request)
                .compose(
                        there ->
                                there.map(Future::succeededFuture)
                                        .orElseGet(() -> startSeen(request)));
    }

    private Future<PauseResult> startSeen(StartPauseRequest request) {
        return seen.refuse(request.getTarget(), request.getUnknown())
                .compose(
                        refusal ->
                                refusal.map(problem -> Future.succeededFuture(refused(problem)))
                                        .orElseGet(() -> begin(request)));
    }

    private Future<PauseResult> begin(StartPauseRequest request) {
        return store.start(request)
                .compose(done -> standing(request))
                .map(
                        begun ->
                                begun.orElseGet(
                                        () ->
                                                refused(
                                                        PauseTerms.problem(
                                                                FailureCode.OVERLOADED,
                                                                "too many pauses are in force: at"
                                                                        + " most "
                                                                        + PauseStore.MOST
                                                                        + " may be"))));
    }

    /** The pause that this request began, or the one that its target had before. */
    private Future<Optional<PauseResult>> standing(StartPauseRequest request) {
        return reads.get(Ids.fromBytes(request.getId()))
                .compose(
                        own ->
                                own.isPresent()
                                        ? Future.succeededFuture(own.map(p -> answer(p, false)))
                                        : reads.of(request.getTarget())
                                                .map(its -> its.map(p -> answer(p, true))));
    }

    /** Ends a pause. One that has ended stays as it is. */
    public Future<PauseResult> end(EndPauseRequest request) {
        UUID id = Ids.fromBytes(request.getId());
        return store.end(id)
                .compose(done -> reads.get(id))
                .map(
                        found ->
                                found.map(pause -> answer(pause, false))
                                        .orElseGet(
                                                () ->
                                                        refused(
                                                                PauseTerms.problem(
                                                                        FailureCode.PAUSE_NOT_FOUND,
                                                                        "there is no such pause"))));
    }

    /** Pauses, the newest first. */
    public Future<ListPausesResponse> list(ListPausesRequest request) {
        Optional<UUID> before =
                request.getBefore().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Ids.fromBytes(request.getBefore()));
        int limit = request.getLimit() <= 0 ? PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        return reads.page(request.getEnded(), before, limit);
    }

    private static PauseResult answer(Pause pause, boolean known) {
        return PauseResult.newBuilder().setPause(pause).setKnown(known).build();
    }

    private static PauseResult refused(Problem problem) {
        return PauseResult.newBuilder().setProblem(problem).build();
    }
}
