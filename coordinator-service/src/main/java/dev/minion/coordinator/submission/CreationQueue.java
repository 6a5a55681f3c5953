package dev.minion.coordinator.submission;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.Submission;
import dev.minion.contracts.ledger.SubmissionResult;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.batch.NaturalBatch;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.schedule.CommittedTasks;
import dev.minion.messaging.cdi.MessagingConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Submissions on their way to the ledger; those that come together share a call. */
@ApplicationScoped
class CreationQueue {

    private record Waiting(Submission submission, UniEmitter<? super SubmissionResult> answer) {}

    /**
     * In a larger call the hop it saves is not what takes long, and each task would be seen twice.
     */
    private static final int SHORT_CUT_TASKS = 64;

    private final LedgerCalls ledger;
    private final CommittedTasks committed;
    private final int partitions;
    private final NaturalBatch<Waiting> queue;

    CreationQueue(
            LedgerCalls ledger,
            SubmissionSettings settings,
            CommittedTasks committed,
            MessagingConfig messaging) {
        this.ledger = ledger;
        this.committed = committed;
        this.partitions = messaging.partitions();
        this.queue =
                new NaturalBatch<>(
                        new NaturalBatch.Bounds(
                                settings.callsInFlight(),
                                settings.tasksPerCall(),
                                settings.bytesPerCall(),
                                settings.queuedTasks(),
                                settings.queuedBytes()),
                        this::send);
    }

    /** The ledger's answer after its commit; a {@link ProblemException} where there is none. */
    Uni<SubmissionResult> create(Submission submission) {
        return Uni.createFrom().emitter(answer -> queue(new Waiting(submission, answer)));
    }

    private void queue(Waiting waiting) {
        Submission submission = waiting.submission;
        if (!queue.offer(waiting, submission.getTasksCount(), submission.getSerializedSize())) {
            waiting.answer.fail(
                    new ProblemException(
                            FailureCode.OVERLOADED, "too many submissions wait for the ledger"));
        }
    }

    private Uni<Void> send(List<Waiting> batch) {
        CreateTasksRequest.Builder builder = CreateTasksRequest.newBuilder();
        batch.forEach(waiting -> builder.addSubmissions(waiting.submission));
        CreateTasksRequest request = builder.build();
        return ledger.call(stub -> stub.createTasks(request))
                .onItem()
                .invoke(created -> answer(batch, created))
                .onFailure()
                .invoke(e -> batch.forEach(waiting -> waiting.answer.fail(e)))
                .replaceWithVoid();
    }

    private void answer(List<Waiting> batch, CreateTasksResponse created) {
        if (created.getSubmissionsCount() != batch.size()) {
            throw new ProblemException(
                    FailureCode.INTERNAL, "the ledger answered another number of submissions");
        }
        // Before the clients know the ids: what they do next comes after it.
        shortCut(batch, created);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(created.getSubmissions(i));
        }
    }

    private void shortCut(List<Waiting> batch, CreateTasksResponse created) {
        int tasks = 0;
        for (Waiting waiting : batch) {
            tasks += waiting.submission.getTasksCount();
        }
        if (tasks > SHORT_CUT_TASKS) {
            return;
        }
        List<ReadyTask> ready = new ArrayList<>(tasks);
        for (int i = 0; i < batch.size(); i++) {
            ShortCut.collect(batch.get(i).submission, created.getSubmissions(i), partitions, ready);
        }
        if (!ready.isEmpty()) {
            committed.ready(ready);
        }
    }
}
