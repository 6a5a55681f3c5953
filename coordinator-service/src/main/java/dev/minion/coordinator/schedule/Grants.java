package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignTask;
import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.tasks.Flow;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Has the ledger grant assignments whose keys have limits, many a call and few calls at a time:
 * what comes while they are under way shares the next one. For the loop's thread; answers come on
 * others and are passed on.
 *
 * <p>Where nobody knows whether they were granted they count as not sent, and are asked for again:
 * the ledger grants the same once more.
 */
final class Grants {

    private static final Logger LOG = Logger.getLogger(Grants.class);

    private static final int BATCH = 500;
    private static final int CALLS = 2;

    private final SchedulerLedger ledger;
    private final Answers answers;
    private final Consumer<List<Effect.Assign>> granted;
    private final FewCalls<Effect.Assign> calls = new FewCalls<>(BATCH, CALLS, this::call);

    /**
     * With nothing under way.
     *
     * @param granted gets what may be sent, on any thread; it leads back to {@link #ended}
     */
    Grants(SchedulerLedger ledger, Answers answers, Consumer<List<Effect.Assign>> granted) {
        this.ledger = ledger;
        this.answers = answers;
        this.granted = granted;
    }

    void ask(Effect.Assign assign) {
        calls.add(assign);
    }

    /** A call has come to its end. */
    void ended() {
        calls.ended();
    }

    /** Makes as many calls as may be made. */
    void flush() {
        calls.flush();
    }

    private void call(List<Effect.Assign> asked) {
        AssignTasksRequest.Builder request = AssignTasksRequest.newBuilder();
        asked.forEach(assign -> request.addTasks(task(assign)));
        var ignored =
                Uni.createFrom()
                        .deferred(() -> ledger.assignTasks(request.build()))
                        .subscribe()
                        .with(
                                answer -> arrived(asked, answer),
                                failure -> {
                                    LOG.debugf(
                                            "assignments were not granted: count=%d, reason=%s",
                                            asked.size(), failure.getMessage());
                                    arrived(asked, AssignTasksResponse.getDefaultInstance());
                                });
    }

    private static AssignTask task(Effect.Assign assign) {
        Flow limits = assign.limits();
        return AssignTask.newBuilder()
                .setTaskId(Ids.toBytes(assign.taskId()))
                .setFence(assign.task().getFence())
                .setWorkerId(assign.workerId())
                .setNamespace(assign.task().getNamespace())
                .setFlow(limits == null ? Flow.getDefaultInstance() : limits)
                .build();
    }

    private void arrived(List<Effect.Assign> asked, AssignTasksResponse answer) {
        List<Effect.Assign> may = new ArrayList<>(asked.size());
        List<Effect.Assign> unknown = new ArrayList<>(0);
        List<Event.Refusal> refused = new ArrayList<>(0);
        for (int i = 0; i < asked.size(); i++) {
            if (i >= answer.getResultsCount()) {
                unknown.add(asked.get(i));
            } else if (answer.getResults(i).getVerdict() == AssignVerdict.ASSIGN_GRANTED) {
                may.add(asked.get(i));
            } else {
                refused.add(refusal(asked.get(i), answer.getResults(i)));
            }
        }
        if (!unknown.isEmpty()) {
            answers.answer(new Event.AssignmentsFailed(unknown));
        }
        if (!refused.isEmpty()) {
            answers.answer(new Event.AssignmentsRefused(refused));
        }
        granted.accept(may);
    }

    private static Event.Refusal refusal(Effect.Assign assign, AssignResult result) {
        return new Event.Refusal(
                assign,
                result.getVerdict(),
                TimeUnit.MILLISECONDS.toNanos(result.getRetryAfterMs()));
    }
}
