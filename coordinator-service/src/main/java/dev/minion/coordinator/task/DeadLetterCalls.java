package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.DeadLetterGroups;
import dev.minion.contracts.ledger.DeadLetters;
import dev.minion.contracts.ledger.DiscardDeadLetterRequest;
import dev.minion.contracts.ledger.EditDeadLetterRequest;
import dev.minion.contracts.ledger.GetTimelineRequest;
import dev.minion.contracts.ledger.GroupDeadLettersRequest;
import dev.minion.contracts.ledger.ReplayDeadLetterRequest;
import dev.minion.contracts.ledger.ReplayResult;
import dev.minion.contracts.ledger.TaskHistory;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.ledger.Timeline;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.payload.LargePayloads;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.task.TaskChanges.Target;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;

/** Asks the ledger about dead letters; a refusal is a {@link ProblemException}. */
@ApplicationScoped
class DeadLetterCalls {

    private final LedgerCalls calls;
    private final DeadLetters letters;
    private final TaskHistory history;
    private final LargePayloads payloads;
    private final SeenVersions seen;
    private final Ids ids;

    DeadLetterCalls(
            LedgerCalls calls,
            @GrpcClient("ledger") DeadLetters letters,
            @GrpcClient("ledger") TaskHistory history,
            LargePayloads payloads,
            SeenVersions seen,
            Ids ids) {
        this.calls = calls;
        this.letters = letters;
        this.history = history;
        this.payloads = payloads;
        this.seen = seen;
        this.ids = ids;
    }

    Uni<DeadLetterGroups> groups(GroupDeadLettersRequest request) {
        return calls.patiently(() -> letters.groupDeadLetters(request))
                .invoke(
                        groups -> {
                            if (groups.hasProblem()) {
                                throw ProblemException.of(groups.getProblem());
                            }
                        });
    }

    Uni<Timeline> timeline(Target target) {
        GetTimelineRequest request =
                GetTimelineRequest.newBuilder()
                        .setNamespace(target.namespace())
                        .setId(target.idBytes())
                        .build();
        return calls.patiently(() -> history.getTimeline(request))
                .invoke(
                        timeline -> {
                            if (timeline.hasProblem()) {
                                throw ProblemException.of(timeline.getProblem());
                            }
                        });
    }

    /**
     * Replays one, once, however often the call has to be made.
     *
     * @param attempt in which it died; 0 for any
     * @param key of the client; empty where it gave none
     */
    Uni<ReplayResult> replay(Target target, int attempt, String key) {
        ReplayDeadLetterRequest request =
                ReplayDeadLetterRequest.newBuilder()
                        .setNamespace(target.namespace())
                        .setId(target.idBytes())
                        .setAttempt(attempt)
                        .setIdempotencyKey(key.isEmpty() ? "once " + ids.next() : key)
                        .build();
        return calls.patiently(() -> letters.replayDeadLetter(request))
                .invoke(replay -> refuse(replay.getResult()));
    }

    Uni<Task> edit(Target target, EditDeadLetterRequest.Builder edit, OptionalLong ifVersion) {
        edit.setNamespace(target.namespace()).setId(target.idBytes());
        ifVersion.ifPresent(edit::setIfVersion);
        if (!edit.hasInput()) {
            return edit(edit.build());
        }
        ByteString input = edit.getInput();
        return payloads.kept(input).chain(kept -> edit(edit.setInput(kept).build()));
    }

    private Uni<Task> edit(EditDeadLetterRequest request) {
        return calls.patiently(() -> letters.editDeadLetter(request)).map(this::task);
    }

    Uni<Task> discard(Target target, String reason) {
        DiscardDeadLetterRequest request =
                DiscardDeadLetterRequest.newBuilder()
                        .setNamespace(target.namespace())
                        .setId(target.idBytes())
                        .setReason(reason)
                        .build();
        return calls.patiently(() -> letters.discardDeadLetter(request)).map(this::task);
    }

    private Task task(TaskResult result) {
        refuse(result);
        return result.getTask();
    }

    private void refuse(TaskResult result) {
        if (result.hasProblem()) {
            throw ProblemException.of(result.getProblem());
        }
        seen.shown(result.getTask());
    }
}
