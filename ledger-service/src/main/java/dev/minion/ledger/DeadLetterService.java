package dev.minion.ledger;

import dev.minion.contracts.ledger.DeadLetterGroups;
import dev.minion.contracts.ledger.DeadLetters;
import dev.minion.contracts.ledger.DiscardDeadLetterRequest;
import dev.minion.contracts.ledger.EditDeadLetterRequest;
import dev.minion.contracts.ledger.GroupDeadLettersRequest;
import dev.minion.contracts.ledger.ReplayDeadLetterRequest;
import dev.minion.contracts.ledger.ReplayResult;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.ledger.task.CauseGroups;
import dev.minion.ledger.task.DeadTasks;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/**
 * The gRPC service for tasks whose retries have run out. Answers and statuses are as {@link
 * CallAnswers} has them.
 */
@GrpcService
class DeadLetterService implements DeadLetters {

    private final DeadTasks tasks;
    private final CauseGroups groups;

    DeadLetterService(DeadTasks tasks, CauseGroups groups) {
        this.tasks = tasks;
        this.groups = groups;
    }

    @Override
    public Uni<DeadLetterGroups> groupDeadLetters(GroupDeadLettersRequest request) {
        return CallAnswers.of(() -> groups.groups(request));
    }

    @Override
    public Uni<ReplayResult> replayDeadLetter(ReplayDeadLetterRequest request) {
        return CallAnswers.of(() -> tasks.replay(request));
    }

    @Override
    public Uni<TaskResult> editDeadLetter(EditDeadLetterRequest request) {
        return CallAnswers.of(() -> tasks.edit(request));
    }

    @Override
    public Uni<TaskResult> discardDeadLetter(DiscardDeadLetterRequest request) {
        return CallAnswers.of(() -> tasks.discard(request));
    }
}
