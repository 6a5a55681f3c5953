package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.StrategyChoice;
import java.util.List;
import java.util.Set;

/** What can happen to the scheduler. Ids inside are well-formed: the shell parks what is not. */
public sealed interface Event {

    /** These partitions of tasks.ready have come to this coordinator. */
    record PartitionsAssigned(Set<Integer> partitions) implements Event {}

    /** These partitions belong to another one now. */
    record PartitionsRevoked(Set<Integer> partitions) implements Event {}

    /** Records of tasks.ready. */
    record ReadyArrived(List<ReadyTask> tasks) implements Event {}

    /**
     * The answer to {@link Effect.RequestPage}.
     *
     * @param more the queues that have more than the page shows
     * @param next the queue behind which the reading of all queues goes on; -1 where it has ended,
     *     or where only some were asked for
     */
    record PageArrived(
            int partition, long term, List<ReadyTask> tasks, List<Integer> more, int next)
            implements Event {}

    /** {@link Effect.RequestPage} came to nothing. */
    record PageFailed(int partition, long term) implements Event {}

    /** The answer to {@link Effect.RequestOpen}. */
    record OpenArrived(int partition, long term, List<OpenTask> tasks) implements Event {}

    /** {@link Effect.RequestOpen} came to nothing. */
    record OpenFailed(int partition, long term) implements Event {}

    /** A worker spoke. */
    record HeartbeatArrived(Heartbeat heartbeat) implements Event {}

    /** Records of tasks.outcomes. */
    record Changes(List<TaskChange> changes) implements Event {}

    /** These assignments could not be published, or their inputs could not be loaded. */
    record AssignmentsFailed(List<Effect.Assign> assignments) implements Event {}

    /** The ledger did not grant these: nothing was sent. */
    record AssignmentsRefused(List<Refusal> refusals) implements Event {}

    /**
     * Why one was not granted.
     *
     * @param retryAfterNanos when its rate lets one begin
     */
    record Refusal(Effect.Assign assignment, AssignVerdict verdict, long retryAfterNanos) {}

    /** The answer to {@link Effect.ReleaseAttempts}. */
    record ReleaseAnswered(List<Release> asked, List<ReleaseResult> results) implements Event {}

    /** {@link Effect.ReleaseAttempts} came to nothing: whether it happened is not known. */
    record ReleaseFailed(List<Release> asked) implements Event {}

    /** The log took a probe, or it did not. */
    record ProbeAnswered(boolean durable) implements Event {}

    /** Somebody wants this worker to finish and go. */
    record DrainRequested(String workerId) implements Event {}

    /** Other strategies are to choose the workers. */
    record StrategyChosen(StrategyChoice choice) implements Event {}

    /** The store has told what was learned before this coordinator began. */
    record LearnedBefore(List<Learned> learned) implements Event {}

    /**
     * The ledger has told what is paused beyond single tasks, and what pauses by itself. Nothing is
     * assigned before the first of these.
     */
    record StandingKnown(Paused paused, List<ErrorRule> rules) implements Event {

        /** All goes on, and nothing pauses by itself. */
        public static final StandingKnown NOTHING = new StandingKnown(Paused.NOTHING, List.of());
    }

    /** Time has passed. */
    record Tick() implements Event {}

    /** This coordinator goes: it assigns nothing more. */
    record Stopping() implements Event {}
}
