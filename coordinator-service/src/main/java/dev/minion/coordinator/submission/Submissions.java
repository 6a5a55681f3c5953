package dev.minion.coordinator.submission;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.coordinator.payload.LargePayloads;
import dev.minion.coordinator.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Takes drafts to the ledger and brings back receipts. */
@ApplicationScoped
class Submissions {

    private static final Problem OF_ANOTHER =
            new Problem(FailureCode.ATOMIC_BATCH_REFUSED, "another task of the batch was refused");

    private final CreationQueue queue;
    private final LargePayloads payloads;
    private final Ids ids;
    private final SubmissionSettings settings;

    Submissions(CreationQueue queue, LargePayloads payloads, Ids ids, SubmissionSettings settings) {
        this.queue = queue;
        this.payloads = payloads;
        this.ids = ids;
        this.settings = settings;
    }

    /**
     * Submits.
     *
     * @return a receipt for each draft in its order, after the ledger's commit; of an atomic
     *     request either all are accepted or none
     */
    Uni<List<Receipt>> submit(Request request) {
        if (request.atomic()
                && request.drafts().stream().anyMatch(Draft.Faulty.class::isInstance)) {
            return Uni.createFrom().item(refuseAll(request));
        }
        List<NewTask> tasks = tasks(request);
        if (tasks.isEmpty()) {
            return Uni.createFrom()
                    .item(receipts(request, tasks, SubmissionResult.getDefaultInstance()));
        }
        return tasks.stream().anyMatch(Submissions::large)
                ? kept(tasks).chain(small -> create(request, small))
                : create(request, tasks);
    }

    private Uni<List<Receipt>> create(Request request, List<NewTask> tasks) {
        Submission submission =
                Submission.newBuilder().addAllTasks(tasks).setAtomic(request.atomic()).build();
        return queue.create(submission).map(result -> receipts(request, tasks, result));
    }

    private static boolean large(NewTask task) {
        return LargePayloads.large(task.getInput());
    }

    /** The tasks with references in the place of large inputs, which the ledger has then. */
    private Uni<List<NewTask>> kept(List<NewTask> tasks) {
        return Multi.createFrom()
                .iterable(tasks)
                .onItem()
                .transformToUniAndConcatenate(
                        task ->
                                large(task)
                                        ? payloads.kept(task.getInput())
                                                .map(it -> task.toBuilder().setInput(it).build())
                                        : Uni.createFrom().item(task))
                .collect()
                .asList();
    }

    private List<NewTask> tasks(Request request) {
        List<NewTask> tasks = new ArrayList<>(request.drafts().size());
        for (int i = 0; i < request.drafts().size(); i++) {
            if (request.drafts().get(i) instanceof Draft.Sound sound) {
                tasks.add(task(sound.task(), request, i));
            }
        }
        return tasks;
    }

    private NewTask task(NewTask.Builder task, Request request, int item) {
        task.setId(Ids.toBytes(ids.next()))
                .setNamespace(request.caller().namespace())
                .setTraceParent(request.caller().traceParent());
        if (!request.key().isEmpty()) {
            task.setIdempotencyKey(request.key(item))
                    .setPayloadHash(request.hash())
                    .setIdempotencyTtlMs(settings.idempotencyTtl().toMillis());
        }
        return task.build();
    }

    /** The faulty drafts keep their problems; the sound ones are refused because of them. */
    private static List<Receipt> refuseAll(Request request) {
        List<Receipt> receipts = new ArrayList<>(request.drafts().size());
        for (Draft draft : request.drafts()) {
            receipts.add(
                    new Receipt.Refused(
                            switch (draft) {
                                case Draft.Faulty faulty -> faulty.problem();
                                case Draft.Sound _ -> OF_ANOTHER;
                            }));
        }
        return receipts;
    }

    private static List<Receipt> receipts(
            Request request, List<NewTask> tasks, SubmissionResult result) {
        List<Receipt> receipts = new ArrayList<>(request.drafts().size());
        int sound = 0;
        for (int i = 0; i < request.drafts().size(); i++) {
            switch (request.drafts().get(i)) {
                case Draft.Faulty faulty -> receipts.add(new Receipt.Refused(faulty.problem()));
                case Draft.Sound _ -> {
                    CreatedTask created = result.getItems(sound);
                    receipts.add(receipt(tasks.get(sound++), created, request.pointer(i)));
                }
            }
        }
        return receipts;
    }

    private static Receipt receipt(NewTask task, CreatedTask created, String pointer) {
        return created.hasProblem()
                ? new Receipt.Refused(Problem.of(created.getProblem(), pointer))
                : new Receipt.Accepted(task, created);
    }
}
