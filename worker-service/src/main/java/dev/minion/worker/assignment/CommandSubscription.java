package dev.minion.worker.assignment;

import dev.minion.contracts.Topics;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Messaging;
import dev.minion.messaging.Subscription;
import dev.minion.messaging.SubscriptionSpec;
import dev.minion.worker.drain.DrainState;
import dev.minion.worker.registration.WorkerIdentity;
import dev.minion.worker.run.AttemptRegister;
import dev.minion.worker.run.AttemptRunner;
import dev.minion.worker.run.Reports;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The worker's subscription to its partition of tasks.assigned. */
@Singleton
public class CommandSubscription {

    private static final int BATCH = 1_000;

    private final Messaging messaging;
    private final WorkerIdentity identity;
    private final CommandInbox inbox;
    private volatile @Nullable Subscription subscription;

    CommandSubscription(
            Messaging messaging,
            WorkerIdentity identity,
            AttemptRegister register,
            AttemptRunner runner,
            Reports reports,
            Claims claims,
            DrainState drain,
            InstantSource clock) {
        this.messaging = messaging;
        this.identity = identity;
        this.inbox =
                new CommandInbox(
                        identity.id(),
                        register,
                        runner::start,
                        runner::startHere,
                        reports,
                        (worker, from, attempts) ->
                                claims.claim(worker, from, attempts).subscribeAsCompletionStage(),
                        drain,
                        new DeadLetters(messaging.publisher(), clock, "worker/" + identity.id()));
    }

    /** Starts to receive. */
    public void open() {
        subscription =
                messaging.subscribe(
                        new SubscriptionSpec.Broadcast(
                                "assigned",
                                Topics.ASSIGNED,
                                Set.of(identity.assignedPartition()),
                                BATCH),
                        inbox);
    }

    /**
     * Carries commands to this worker out that came past the log.
     *
     * @param claimed whether whoever calls has claimed what they assign
     * @return when they are begun
     */
    CompletionStage<Void> obey(List<WorkerCommand> commands, boolean claimed) {
        return inbox.obey(commands, claimed);
    }

    /** Whether what is assigned from now on will be received. */
    public boolean positioned() {
        Subscription open = subscription;
        return open != null && open.positioned();
    }

    /** Stops to receive. */
    public void close() {
        Subscription open = subscription;
        if (open != null) {
            open.close();
        }
    }
}
