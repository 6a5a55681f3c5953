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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Submissions on their way to the ledger; those that come together share a call. */
@ApplicationScoped
class CreationQueue {

    private record Waiting(Submission submission, UniEmitter<? super SubmissionResult> answer) {}

    private static final Logger LOG = Logger.getLogger(CreationQueue.class);

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
                                settings.queuedBytes(),
                                settings.promptTasks(),
                                settings.patience()),
                        this::send);
    }

    /** The ledger's answer after its commit; a {@link ProblemException} where there is none. */
    Uni<SubmissionResult> create(Submission submission) {
        return Uni.createFrom().emitter(answer -> queue(new Waiting(submission, answer)));
    }

    /** Whether submissions are refused just now, whatever they say. */
    boolean refusing() {
        return queue.refusing();
    }

    private void queue(Waiting waiting) {
        Submission submission = waiting.submission;
        if (!queue.offer(waiting, submission.getTasksCount(), submission.getSerializedSize())) {
            waiting.answer.fail(full());
        }
    }

    /** What a refused submission is answered. */
    static ProblemException full() {
        return new ProblemException(
                FailureCode.OVERLOADED, "too many submissions wait for the ledger");
    }

    private Uni<Void> send(List<Waiting> batch) {
        CreateTasksRequest.Builder builder = CreateTasksRequest.newBuilder();
        batch.forEach(waiting -> builder.addSubmissions(waiting.submission));
        Set<Integer> own = committed.partitions();
        CreateTasksRequest request = builder.addAllScheduledPartitions(own).build();
        return Uni.createFrom()
                .completionStage(() -> call(batch, request))
                .onItem()
                .transformToUni(created -> answer(batch, created, own))
                .onFailure()
                .invoke(e -> batch.forEach(waiting -> waiting.answer.fail(e)));
    }

    /**
     * The call first, then what a lone client's tasks need next. The answer is looked at after
     * both: by then what was prepared is known.
     */
    private CompletionStage<CreateTasksResponse> call(
            List<Waiting> batch, CreateTasksRequest request) {
        CompletionStage<CreateTasksResponse> answer =
                ledger.call(stub -> stub.createTasks(request)).subscribeAsCompletionStage();
        // One at a time is when a lone client waits.
        if (batch.size() == 1) {
            committed.coming(batch.getFirst().submission.getTasksList());
        }
        return answer;
    }

    /** Ends when the scheduler has the tasks, so that submissions never run ahead of it. */
    private Uni<Void> answer(List<Waiting> batch, CreateTasksResponse created, Set<Integer> own) {
        if (created.getSubmissionsCount() != batch.size()) {
            throw new ProblemException(
                    FailureCode.INTERNAL, "the ledger answered another number of submissions");
        }
        // Before the clients know the ids: what they do next comes after it.
        CompletionStage<Void> scheduled = schedule(batch, created, own);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(created.getSubmissions(i));
        }
        return Uni.createFrom().completionStage(scheduled);
    }

    private CompletionStage<Void> schedule(
            List<Waiting> batch, CreateTasksResponse created, Set<Integer> own) {
        List<ReadyTask> ready = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ShortCut.collect(
                    batch.get(i).submission, created.getSubmissions(i), partitions, own, ready);
        }
        if (ready.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return committed
                .ready(ready)
                .exceptionally(
                        refused -> {
                            LOG.debugf(
                                    "tasks wait for reconciliation: count=%d, reason=%s",
                                    ready.size(), refused.getMessage());
                            return null;
                        });
    }
}
