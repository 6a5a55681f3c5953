package dev.minion.coordinator.submission;

import dev.minion.contracts.Ids;
import dev.minion.contracts.dedup.CommittedKey;
import dev.minion.contracts.dedup.IdempotencyKey;
import dev.minion.contracts.dedup.KeyMark;
import dev.minion.contracts.dedup.KeyState;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.dedup.KeyMarks;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Lone tasks: with a key dedup is asked first, and told afterwards. */
@ApplicationScoped
class KeyedSubmissions {

    private final Submissions submissions;
    private final KeyMarks marks;
    private final TaskReader reader;
    private final Ids ids;

    KeyedSubmissions(Submissions submissions, KeyMarks marks, TaskReader reader, Ids ids) {
        this.submissions = submissions;
        this.marks = marks;
        this.reader = reader;
        this.ids = ids;
    }

    /**
     * The task that exists now.
     *
     * @param replayed whether it did before, from the same payload under the same key
     */
    record Answer(Task task, boolean replayed) {

        /** The same with the task as it is later. */
        Answer with(Task later) {
            return new Answer(later, replayed);
        }
    }

    /** Submits a lone task; a refusal fails with its problem. */
    Uni<Answer> submit(Request request) {
        if (request.key().isEmpty()) {
            return create(request);
        }
        IdempotencyKey key =
                IdempotencyKey.newBuilder()
                        .setNamespace(request.caller().namespace())
                        .setKey(request.key())
                        .setPayloadHash(request.hash())
                        .build();
        String owner = ids.next().toString();
        return marks.begin(owner, key)
                .chain(mark -> committed(mark, key))
                .chain(
                        known ->
                                known.isPresent()
                                        ? Uni.createFrom().item(new Answer(known.get(), true))
                                        : createMarked(request, key, owner));
    }

    /** A committed mark of the same payload saves the insertion, if the ledger has its task. */
    private Uni<Optional<Task>> committed(KeyMark mark, IdempotencyKey key) {
        boolean same =
                mark.getState() == KeyState.COMMITTED
                        && mark.getTaskId().size() == 16
                        && mark.getPayloadHash().equals(key.getPayloadHash());
        if (!same) {
            return Uni.createFrom().item(Optional.empty());
        }
        UUID id = Ids.fromBytes(mark.getTaskId());
        return reader.readNow(key.getNamespace(), id);
    }

    private Uni<Answer> createMarked(Request request, IdempotencyKey key, String owner) {
        return create(request)
                .onItem()
                .invoke(
                        answer ->
                                marks.commit(
                                        CommittedKey.newBuilder()
                                                .setNamespace(key.getNamespace())
                                                .setKey(key.getKey())
                                                .setPayloadHash(key.getPayloadHash())
                                                .setTaskId(answer.task.getId())
                                                .build()))
                .onFailure(KeyedSubmissions::isRefusal)
                .invoke(() -> marks.abort(owner, key));
    }

    /** Whether nothing was stored for certain; after anything else the mark has to expire. */
    private static boolean isRefusal(Throwable e) {
        return e instanceof ProblemException refusal && refusal.problem().code().httpStatus() < 429;
    }

    private Uni<Answer> create(Request request) {
        return submissions
                .submit(request)
                .chain(
                        receipts ->
                                switch (receipts.getFirst()) {
                                    case Receipt.Refused refused ->
                                            Uni.createFrom()
                                                    .failure(
                                                            new ProblemException(
                                                                    refused.problem()));
                                    case Receipt.Accepted accepted ->
                                            accepted.created().getReplayed()
                                                    ? replayed(request, accepted)
                                                    : Uni.createFrom()
                                                            .item(
                                                                    new Answer(
                                                                            FreshTask.of(accepted),
                                                                            false));
                                });
    }

    private Uni<Answer> replayed(Request request, Receipt.Accepted accepted) {
        UUID id = Ids.fromBytes(accepted.created().getId());
        return reader.readNow(request.caller().namespace(), id)
                .map(task -> new Answer(task.orElseGet(() -> FreshTask.of(accepted)), true));
    }
}
