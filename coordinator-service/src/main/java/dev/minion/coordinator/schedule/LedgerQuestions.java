package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.ReadyPlace;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.Rank;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Puts the scheduler's questions to the ledger and brings the answers back as events. */
final class LedgerQuestions {

    private static final Logger LOG = Logger.getLogger(LedgerQuestions.class);

    private final SchedulerLedger ledger;
    private final Answers answers;

    LedgerQuestions(SchedulerLedger ledger, Answers answers) {
        this.ledger = ledger;
        this.answers = answers;
    }

    void page(Effect.RequestPage ask) {
        ReadyTasksRequest.Builder request =
                ReadyTasksRequest.newBuilder()
                        .setPartition(ask.partition())
                        .setLimit(ask.limit())
                        .addAllExcludeTypes(ask.excludeTypes())
                        .addAllExcludeDemands(ask.excludeDemands());
        Rank from = ask.from();
        if (from != null) {
            request.setFrom(
                    ReadyPlace.newBuilder()
                            .setPriority(from.priority())
                            .setTaskId(Ids.toBytes(from.id())));
        }
        for (UUID held : ask.exclude()) {
            request.addExclude(Ids.toBytes(held));
        }
        put(
                "ready tasks",
                () -> ledger.readyTasks(request.build()),
                answer -> arrived(ask, answer),
                new Event.PageFailed(ask.partition(), ask.term()));
    }

    private static Event arrived(Effect.RequestPage ask, ReadyTasksResponse answer) {
        return new Event.PageArrived(
                ask.partition(), ask.term(), answer.getTasksList(), answer.getMore());
    }

    void open(Effect.RequestOpen ask) {
        OpenTasksRequest request =
                OpenTasksRequest.newBuilder().setPartition(ask.partition()).build();
        put(
                "open tasks",
                () -> ledger.openTasks(request),
                answer -> arrived(ask, answer),
                new Event.OpenFailed(ask.partition(), ask.term()));
    }

    private static Event arrived(Effect.RequestOpen ask, OpenTasksResponse answer) {
        return new Event.OpenArrived(ask.partition(), ask.term(), answer.getTasksList());
    }

    void release(Effect.ReleaseAttempts ask) {
        ReleaseTasksRequest request =
                ReleaseTasksRequest.newBuilder().addAllReleases(ask.releases()).build();
        put(
                "releases",
                () -> ledger.releaseTasks(request),
                answer -> new Event.ReleaseAnswered(ask.releases(), answer.getResultsList()),
                new Event.ReleaseFailed(ask.releases()));
    }

    private <T> void put(
            String question, Supplier<Uni<T>> call, Function<T, Event> answer, Event failure) {
        var ignored =
                Uni.createFrom()
                        .deferred(call::get)
                        .map(answer)
                        .subscribe()
                        .with(
                                answers::answer,
                                error -> {
                                    LOG.debugf("the ledger did not answer: question=%s", question);
                                    LOG.tracef(error, "question=%s", question);
                                    answers.answer(failure);
                                });
    }
}
