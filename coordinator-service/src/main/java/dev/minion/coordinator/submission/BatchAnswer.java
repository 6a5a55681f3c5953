package dev.minion.coordinator.submission;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.problem.FieldProblem;
import dev.minion.coordinator.problem.Problem;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.Statuses;
import java.util.ArrayList;
import java.util.List;

/** The answer to a batch. */
final class BatchAnswer {

    private static final int BYTES_PER_ITEM = 72;
    private static final int ERRORS_TOLD = 1_000;

    private BatchAnswer() {}

    /**
     * The document of a batch whose items stand for themselves.
     *
     * @throws ProblemException where the batch as a whole is refused: an atomic one with a faulty
     *     item, or one whose idempotency key belongs to another payload
     */
    static JsonOut document(Request request, List<Receipt> receipts) {
        refuseWhole(request, receipts);
        JsonOut out = new JsonOut(64 + BYTES_PER_ITEM * receipts.size()).object().array("items");
        int accepted = 0;
        for (Receipt receipt : receipts) {
            out.object();
            switch (receipt) {
                case Receipt.Accepted(var _, CreatedTask created) -> {
                    accepted++;
                    out.uuid("id", created.getId())
                            .text("status", Statuses.text(created.getStatus()));
                    if (created.getReplayed()) {
                        out.bool("replayed", true);
                    }
                }
                case Receipt.Refused(Problem problem) ->
                        problem.writeTo(out.object("error")).endObject();
            }
            out.endObject();
        }
        return out.endArray()
                .number("accepted", accepted)
                .number("rejected", receipts.size() - accepted)
                .endObject();
    }

    /** Throws where the batch as a whole is refused. */
    static void refuseWhole(Request request, List<Receipt> receipts) {
        refuseConflict(receipts);
        if (request.atomic()) {
            refuseAtomic(request, receipts);
        }
    }

    /** Whether all that was accepted existed before. */
    static boolean replayed(List<Receipt> receipts) {
        boolean any = false;
        for (Receipt receipt : receipts) {
            if (receipt instanceof Receipt.Accepted accepted) {
                if (!accepted.created().getReplayed()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static void refuseConflict(List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            if (receipt instanceof Receipt.Refused refused
                    && refused.problem().code() == FailureCode.IDEMPOTENCY_CONFLICT) {
                throw new ProblemException(
                        FailureCode.IDEMPOTENCY_CONFLICT, refused.problem().detail());
            }
        }
    }

    private static void refuseAtomic(Request request, List<Receipt> receipts) {
        List<FieldProblem> errors = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < receipts.size(); i++) {
            if (receipts.get(i) instanceof Receipt.Refused(Problem problem)) {
                refused++;
                if (problem.code() != FailureCode.ATOMIC_BATCH_REFUSED) {
                    errors.addAll(errors(problem, request.pointer(i)));
                }
            }
        }
        if (refused > 0) {
            throw new ProblemException(
                    new Problem(
                            FailureCode.ATOMIC_BATCH_REFUSED,
                            "nothing was stored, since not every task can be",
                            errors.subList(0, Math.min(errors.size(), ERRORS_TOLD))));
        }
    }

    private static List<FieldProblem> errors(Problem problem, String pointer) {
        return problem.errors().isEmpty()
                ? List.of(new FieldProblem(pointer, problem.detail()))
                : problem.errors();
    }
}
