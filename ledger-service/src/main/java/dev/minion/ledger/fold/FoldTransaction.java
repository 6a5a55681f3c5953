package dev.minion.ledger.fold;

import com.google.protobuf.ByteString;
import dev.minion.contracts.records.Progressed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.ledger.progress.ProgressRow;
import dev.minion.ledger.progress.ProgressWrites;
import dev.minion.ledger.publication.Effects;
import dev.minion.ledger.state.AttemptRules;
import dev.minion.ledger.state.FamilyRules;
import dev.minion.ledger.state.TaskState;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.state.Verdict;
import dev.minion.ledger.transition.Decided;
import dev.minion.ledger.transition.LockedTask;
import dev.minion.ledger.transition.TaskWrites;
import dev.minion.ledger.transition.Told;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One batch within one transaction. */
final class FoldTransaction {

    /**
     * What became of a batch.
     *
     * @param stale reports whose fence had passed
     */
    record Folded(Effects effects, int stale) {}

    private final Transaction transaction;
    private final Completions completions = new Completions();

    /** What has to be decided with the row in hand. */
    private final Map<UUID, List<TaskEvent>> undecided = new LinkedHashMap<>();

    private final List<Decided> decisions = new ArrayList<>();
    private final List<ProgressRow> progress = new ArrayList<>();
    private int stale;

    FoldTransaction(Transaction transaction, List<TaskReports> batch) {
        this.transaction = transaction;
        for (TaskReports reports : batch) {
            TaskEvent completion = reports.completion();
            if (completion == null) {
                undecided.put(reports.id(), reports.events());
            } else {
                completions.add(reports.id(), completion);
            }
        }
    }

    Future<Folded> run() {
        return completions
                .write(transaction.connection(), transaction.effects())
                .compose(done -> transaction.settle(completions.concerning()))
                .compose(done -> decideTheRest())
                .map(done -> new Folded(transaction.effects(), stale));
    }

    private Future<Void> decideTheRest() {
        completions.untouched().forEach((id, event) -> undecided.put(id, List.of(event)));
        if (undecided.isEmpty()) {
            return Future.succeededFuture();
        }
        return transaction
                .lock(undecided.keySet())
                .compose(
                        locked -> {
                            undecided.forEach((id, events) -> decide(locked.get(id), events));
                            return appendProgress();
                        })
                .compose(done -> transaction.write(decisions));
    }

    private Future<Void> appendProgress() {
        return progress.isEmpty()
                ? Future.succeededFuture()
                : ProgressWrites.append(transaction.connection(), progress).mapEmpty();
    }

    private void decide(@Nullable LockedTask task, List<TaskEvent> events) {
        if (task == null) {
            stale += events.size();
            return;
        }
        TaskState state = task.state();
        ByteString output = ByteString.EMPTY;
        List<Told> told = new ArrayList<>();
        for (TaskEvent event : events) {
            Verdict verdict = AttemptRules.fold(state, event, transaction.moment());
            switch (FamilyRules.heldBack(task.children(), verdict)) {
                case Verdict.Accepted accepted -> {
                    keepProgress(task.id(), state, event);
                    tell(told, state, accepted, event);
                    state = accepted.next();
                    output = event.getCompleted().getOutput();
                }
                case Verdict.Duplicate() -> repeat(task, event);
                case Verdict.Stale() -> stale++;
                case Verdict.Illegal(String _) -> stale++;
            }
        }
        if (!told.isEmpty()) {
            decisions.add(new Decided(task, state, output, told));
        }
    }

    private void keepProgress(UUID id, TaskState state, TaskEvent event) {
        if (event.hasProgressed()) {
            Progressed progressed = event.getProgressed();
            progress.add(
                    new ProgressRow(
                            id,
                            state.attempt(),
                            Math.clamp(progressed.getPercent(), 0, 100),
                            progressed.getMessage(),
                            progressed.getData()));
        }
    }

    /** The end of each attempt is told, of the rest only the last. */
    private static void tell(
            List<Told> told, TaskState state, Verdict.Accepted accepted, TaskEvent event) {
        if (!told.isEmpty() && !told.getLast().attemptEnded()) {
            told.removeLast();
        }
        told.add(
                new Told(
                        accepted.next(),
                        state.fence(),
                        accepted.attemptEnded(),
                        event.getWorkerId(),
                        accepted.attemptEnded() ? Completions.runMs(event) : 0));
    }

    private void repeat(LockedTask task, TaskEvent event) {
        TaskState state = task.state();
        if (Transitions.terminal(state.status())) {
            Told told = new Told(state, state.fence(), true, event.getWorkerId(), 0);
            transaction
                    .effects()
                    .repeat(
                            TaskWrites.change(
                                    task, told, task.version(), transaction.moment().nowUs()));
        }
    }
}
