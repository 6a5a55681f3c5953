package dev.minion.worker.assignment;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.messaging.BatchHandler;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Received;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.run.Attempt;
import dev.minion.worker.run.AttemptKey;
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.Reports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries out the commands that are addressed to this worker, a batch at a time. */
final class CommandInbox implements BatchHandler {

    private static final Logger LOG = Logger.getLogger(CommandInbox.class);

    private final String workerId;
    private final AttemptRegister register;
    private final Consumer<Attempt> starter;
    private final Consumer<Attempt> starterHere;
    private final Reports reports;
    private final ClaimPort claims;
    private final DrainState drain;
    private final DeadLetters deadLetters;

    CommandInbox(
            String workerId,
            AttemptRegister register,
            Consumer<Attempt> starter,
            Consumer<Attempt> starterHere,
            Reports reports,
            ClaimPort claims,
            DrainState drain,
            DeadLetters deadLetters) {
        this.workerId = workerId;
        this.register = register;
        this.starter = starter;
        this.starterHere = starterHere;
        this.reports = reports;
        this.claims = claims;
        this.drain = drain;
        this.deadLetters = deadLetters;
    }

    @Override
    public CompletionStage<Void> handle(List<Received> batch) {
        List<Attempt> admitted = new ArrayList<>();
        CompletableFuture<Void> parked = CompletableFuture.completedFuture(null);
        for (Received record : batch) {
            try {
                WorkerCommand command = WorkerCommand.parseFrom(record.value());
                if (command.getWorkerId().equals(workerId)) {
                    obey(command, admitted);
                }
            } catch (InvalidProtocolBufferException | IllegalArgumentException undecodable) {
                CompletionStage<Void> letter =
                        deadLetters.park(record, FailureCode.UNDECODABLE, undecodable.toString());
                parked = parked.thenCombine(letter, (one, two) -> null);
            }
        }
        return parked.thenCombine(claimAndRun(admitted), (one, two) -> null);
    }

    /**
     * Carries commands to this worker out that came by a call, as few as calls bring.
     *
     * @param claimed whether the caller has claimed what they assign: it tells nobody else
     */
    CompletionStage<Void> obey(List<WorkerCommand> commands, boolean claimed) {
        List<Attempt> admitted = new ArrayList<>(commands.size());
        commands.forEach(command -> obey(command, admitted));
        if (!claimed) {
            return claimAndRun(admitted);
        }
        admitted.forEach(starterHere);
        return CompletableFuture.completedFuture(null);
    }

    private void obey(WorkerCommand command, List<Attempt> admitted) {
        switch (command.getCommandCase()) {
            case ASSIGNMENT -> admit(command.getAssignment(), admitted);
            case CANCEL -> cancel(command.getCancel(), admitted);
            case DRAIN -> drain.begin();
            case COMMAND_NOT_SET -> throw new IllegalArgumentException("a command without content");
        }
    }

    private void admit(Assignment assignment, List<Attempt> admitted) {
        Attempt attempt = new Attempt(AttemptKey.of(assignment), assignment);
        if (drain.draining()) {
            giveBack(attempt, "the worker drains");
            return;
        }
        switch (register.admit(attempt)) {
            case ADMITTED -> admitted.add(attempt);
            case FULL -> giveBack(attempt, "the worker is full");
            case KNOWN -> {} // delivered twice
        }
    }

    /** It holds no slot; the report alone keeps it alive until it got through. */
    private void giveBack(Attempt attempt, String reason) {
        if (attempt.returned(reason)) {
            reports.ready(attempt);
        }
    }

    private void cancel(CancelAttempt cancel, List<Attempt> admitted) {
        Attempt attempt = register.find(AttemptKey.of(cancel));
        if (attempt != null && attempt.cancel()) {
            admitted.remove(attempt);
            register.release(attempt);
        }
    }

    /** Nearly always nobody gives any of them up, and one call claims them all. */
    private CompletionStage<Void> claimAndRun(List<Attempt> admitted) {
        Map<String, List<Attempt>> byHolder = new HashMap<>(2);
        for (Attempt attempt : admitted) {
            byHolder.computeIfAbsent(attempt.assignment().getClaimedBy(), _ -> new ArrayList<>())
                    .add(attempt);
        }
        CompletionStage<Void> begun = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, List<Attempt>> each : byHolder.entrySet()) {
            CompletionStage<Void> some = claimAndRun(each.getKey(), each.getValue());
            begun = begun.thenCombine(some, (one, two) -> null);
        }
        return begun;
    }

    private CompletionStage<Void> claimAndRun(String from, List<Attempt> admitted) {
        return claims.claim(workerId, from, admitted)
                .handle((granted, failure) -> run(admitted, granted, failure));
    }

    private @Nullable Void run(
            List<Attempt> admitted, @Nullable List<Boolean> granted, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debugf("claims not answered, running without: %s", failure.toString());
        }
        for (int i = 0; i < admitted.size(); i++) {
            if (failure != null || granted == null || granted.get(i)) {
                starter.accept(admitted.get(i));
            } else {
                register.release(admitted.get(i));
            }
        }
        return null;
    }
}
