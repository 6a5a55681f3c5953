package dev.minion.coordinator.submission;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.api.SubmitRequest;
import dev.minion.contracts.api.SubmitResponse;
import dev.minion.contracts.api.SubmittedTask;
import dev.minion.coordinator.http.Caller;
import dev.minion.coordinator.http.IdempotencyHeader;
import dev.minion.coordinator.http.PayloadSettings;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Where work comes in over gRPC. */
@ApplicationScoped
public class TaskSubmission {

    private final Submissions submissions;
    private final SpecReader specs;

    TaskSubmission(Submissions submissions, PayloadSettings payload) {
        this.submissions = submissions;
        this.specs = new SpecReader(payload.maxBytes());
    }

    /**
     * Submits; the rules are those of a batch over REST.
     *
     * @return the answer, or a {@link ProblemException} where the request as a whole is refused
     */
    public Uni<SubmitResponse> submit(SubmitRequest request, Caller caller) {
        Request batch =
                Request.batch(
                        drafts(request),
                        request.getAtomic(),
                        request.getIdempotencyKey().isEmpty()
                                ? ""
                                : IdempotencyHeader.check(request.getIdempotencyKey()),
                        caller);
        return submissions.submit(batch).map(receipts -> answer(batch, receipts));
    }

    private List<Draft> drafts(SubmitRequest request) {
        int count = request.getTasksCount();
        if (count == 0) {
            throw new ProblemException(FailureCode.VALIDATION, "there must be at least one task");
        }
        if (count > Limits.BATCH_TASKS) {
            throw new ProblemException(
                    FailureCode.BATCH_TOO_LARGE,
                    "a batch has at most " + Limits.BATCH_TASKS + " tasks");
        }
        List<Draft> drafts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drafts.add(specs.read(request.getTasks(i), i));
        }
        return drafts;
    }

    private static SubmitResponse answer(Request batch, List<Receipt> receipts) {
        BatchAnswer.refuseWhole(batch, receipts);
        SubmitResponse.Builder answer = SubmitResponse.newBuilder();
        int accepted = 0;
        for (Receipt receipt : receipts) {
            SubmittedTask.Builder item = answer.addItemsBuilder();
            switch (receipt) {
                case Receipt.Accepted it -> {
                    accepted++;
                    item.setId(Ids.fromBytes(it.created().getId()).toString())
                            .setStatus(it.created().getStatus())
                            .setReplayed(it.created().getReplayed());
                }
                case Receipt.Refused it -> item.setProblem(it.problem().toProto());
            }
        }
        return answer.setAccepted(accepted).setRejected(receipts.size() - accepted).build();
    }
}
