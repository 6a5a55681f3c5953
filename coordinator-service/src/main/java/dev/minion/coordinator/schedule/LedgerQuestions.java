package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.QueuePlace;
import dev.minion.contracts.ledger.ReadyPlace;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.Rank;
import io.smallrye.mutiny.Uni;
import java.util.List;
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
                        .setQueueLimit(ask.queueLimit())
                        .setAfterQueue(ask.after())
                        .addAllExcludeTypes(ask.excludeTypes())
                        .addAllExcludeDemands(ask.excludeDemands());
        for (Effect.QueuePlace place : ask.places()) {
            request.addQueues(
                    QueuePlace.newBuilder()
                            .setQueue(place.queue())
                            .setFrom(
                                    ReadyPlace.newBuilder()
                                            .setPriority(place.from().priority())
                                            .setTaskId(Ids.toBytes(place.from().id()))));
        }
        for (Rank waiting : ask.waiting()) {
            request.addExclude(Ids.toBytes(waiting.id()));
            request.addExcludePriorities(waiting.priority());
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
                ask.partition(),
                ask.term(),
                answer.getTasksList(),
                more(ask, answer),
                answer.hasNextQueue() ? answer.getNextQueue() : -1);
    }

    /** A ledger that does not know queues yet only says that there is more. */
    private static List<Integer> more(Effect.RequestPage ask, ReadyTasksResponse answer) {
        if (!answer.getMore() || answer.getMoreQueuesCount() > 0) {
            return answer.getMoreQueuesList();
        }
        return ask.places().isEmpty()
                ? answer.getTasksList().stream().map(ReadyTask::getQueue).distinct().toList()
                : ask.places().stream().map(Effect.QueuePlace::queue).toList();
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

    /** Where it fails, the task is found again where it is then. */
    void cancel(Effect.CancelTask ask) {
        CancelTaskRequest request =
                CancelTaskRequest.newBuilder()
                        .setNamespace(ask.namespace())
                        .setId(Ids.toBytes(ask.taskId()))
                        .setReason(ask.reason())
                        .build();
        var ignored =
                Uni.createFrom()
                        .deferred(() -> ledger.cancelTask(request))
                        .subscribe()
                        .with(
                                answer -> {},
                                error -> LOG.debugf("not cancelled: task=%s", ask.taskId()));
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
