package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.records.Heartbeat;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.Route;
import dev.minion.coordinator.pool.core.Worker;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler as a state machine: events in, effects out, nothing else. Tell it any number of
 * events with {@link #on}, then ask once what follows with {@link #decide}.
 *
 * <p>For one thread at a time, except {@link #where}, {@link #waiting} and what says so.
 */
public final class Scheduler {

    private final Board board;
    private final Admission admission;
    private final Ownership ownership;
    private final HeartbeatRules heartbeats;
    private final ChangeRules changes;
    private final FlowRules flows;
    private final Serving serving;
    private final PauseRules pauses;
    private final Deadlines deadlines;
    private boolean stopping;
    private long assigned;

    /**
     * A scheduler that owns nothing yet.
     *
     * @param now nanoseconds on the monotonic clock, which began at 0
     */
    public Scheduler(Policy policy, Fleet fleet, long now) {
        this.board = new Board(policy, fleet);
        this.admission = new Admission(board);
        this.ownership = new Ownership(board, now);
        this.heartbeats = new HeartbeatRules(board);
        this.changes = new ChangeRules(board);
        this.flows = new FlowRules(board, admission);
        this.serving = new Serving(board);
        this.pauses = new PauseRules(board, serving);
        this.deadlines = new Deadlines(board, admission, new Link(policy.probeNanos(), now));
    }

    /** Takes an event in. */
    public void on(Event event, long now) {
        switch (event) {
            case Event.ReadyArrived ready -> ready(ready.tasks(), now);
            case Event.Changes batch -> changed(batch.changes(), now);
            case Event.HeartbeatArrived beat -> heard(beat.heartbeat(), now);
            case Event.StrategyChosen chosen -> board.fleet.choose(chosen.choice());
            case Event.LearnedBefore before -> board.fleet.remember(before.learned());
            case Event.Tick _ -> tick(now);
            case Event.PageArrived page -> page(page, now);
            case Event.PageFailed page -> pageFailed(page, now);
            case Event.OpenArrived open -> opened(open, now);
            case Event.OpenFailed open -> openFailed(open, now);
            case Event.PartitionsAssigned own -> ownership.assigned(own.partitions(), now);
            case Event.PartitionsRevoked lost -> ownership.revoked(lost.partitions());
            case Event.AssignmentsFailed failed ->
                    deadlines.assignmentsFailed(failed.assignments(), now);
            case Event.AssignmentsRefused refused -> flows.refused(refused.refusals(), now);
            case Event.ReleaseAnswered answer ->
                    deadlines.answered(answer.asked(), answer.results(), now);
            case Event.ReleaseFailed failed -> deadlines.failed(failed.asked(), now);
            case Event.ProbeAnswered probe -> deadlines.probeAnswered(probe.durable(), now);
            case Event.DrainRequested drain -> drain(drain.workerId());
            case Event.StandingKnown standing -> pauses.known(standing);
            case Event.Stopping _ -> stopping = true;
        }
        serving.refresh();
    }

    /** Assigns what can be assigned, and tells all that is to be done since the last call. */
    public List<Effect> decide(long now) {
        if (!stopping) {
            ownership.settle(now);
            board.flows.wake(now);
            assign(now);
            flows.cancelExcess(now);
            ownership.askForPages(now);
        }
        return board.takeEffects();
    }

    private void tick(long now) {
        board.fleet.fade(now);
        board.fairness.tidy();
        deadlines.tick(now);
    }

    private void ready(List<ReadyTask> tasks, long now) {
        for (ReadyTask task : tasks) {
            admission.fresh(task, now);
        }
    }

    private void changed(List<TaskChange> batch, long now) {
        for (TaskChange change : batch) {
            changes.changed(change, now);
        }
    }

    private void heard(Heartbeat heartbeat, long now) {
        deadlines.linkProven(now);
        heartbeats.heard(heartbeat, now);
    }

    private void page(Event.PageArrived page, long now) {
        PartitionWindow window = board.window(page.partition(), page.term());
        if (window != null) {
            admission.page(window, page, now);
        }
    }

    private void pageFailed(Event.PageFailed page, long now) {
        PartitionWindow window = board.window(page.partition(), page.term());
        if (window != null) {
            admission.pageFailed(window, now);
        }
    }

    private void opened(Event.OpenArrived open, long now) {
        PartitionWindow window = board.window(open.partition(), open.term());
        if (window != null) {
            if (window.openKnown) {
                flows.audit(window, open.tasks(), window.openAskedAt);
            }
            ownership.openArrived(window, open.tasks(), now);
        }
    }

    private void openFailed(Event.OpenFailed open, long now) {
        PartitionWindow window = board.window(open.partition(), open.term());
        if (window != null) {
            ownership.openFailed(window, now);
        }
    }

    private void drain(String workerId) {
        Worker worker = board.fleet.worker(workerId);
        if (worker != null) {
            board.fleet.drain(worker);
            board.emit(new Effect.DrainWorker(workerId, worker.facts().getAssignedPartition()));
        }
    }

    private void assign(long now) {
        if (board.backlog.size() == 0 || board.standing.holdsAll()) {
            return;
        }
        board.backlog.beginPass();
        for (TypeQueue next = board.backlog.nextType();
                next != null;
                next = board.backlog.nextType()) {
            Worker worker =
                    next.route == null
                            ? board.fleet.preferred(next.type)
                            : routed(next, next.route, now);
            if (worker == null) {
                board.backlog.skipType();
            } else {
                send(board.backlog.takeNext(), worker, now);
            }
        }
    }

    /**
     * The worker for the next task with this routing. Where no worker has the slots that it takes,
     * and none had them for a while, it goes to one that will let it wait for them.
     */
    private @Nullable Worker routed(TypeQueue queue, Route route, long now) {
        Worker worker = board.fleet.preferred(queue.type, route);
        if (worker == null && route.slots() > 1) {
            queue.blockedSince = Math.min(queue.blockedSince, now);
            if (now - queue.blockedSince >= board.policy.patienceNanos()) {
                worker = board.fleet.routes().patient(queue.type, route);
            }
        }
        if (worker != null) {
            queue.blockedSince = TypeQueue.NEVER;
        }
        return worker;
    }

    private void send(Waiting waiting, Worker worker, long now) {
        ReadyTask task = waiting.task;
        Attempt attempt = Attempt.of(waiting.id, waiting.fence, task);
        attempt.assignedAt = now;
        FairQueue queue = waiting.lane.line.queue;
        attempt.queue = waiting.keyedQueue();
        attempt.dueAt = now + board.policy.confirmNanos();
        board.inFlight.assign(attempt, worker);
        assigned++;
        board.emit(
                new Effect.Assign(
                        worker.id(),
                        worker.facts().getAssignedPartition(),
                        waiting.id,
                        task,
                        queue.isLimited() ? queue.flow() : null));
    }

    /** How many tasks wait in the windows. */
    public int waiting() {
        return board.backlog.size();
    }

    /** How many attempts are under way. */
    public int inFlight() {
        return board.inFlight.size();
    }

    /** How many assignments were made. */
    public long assigned() {
        return assigned;
    }

    /** How often what was counted of a key was put right. */
    public long corrections() {
        return board.flows.corrections();
    }

    /** How many attempts were released by the ledger at our request. */
    public long released() {
        return deadlines.released();
    }

    /**
     * Where a task is.
     *
     * @param workerId the worker, or null while it waits
     * @param ahead how many waiting tasks of its partition go first
     */
    public record Whereabouts(@Nullable String workerId, int attempt, long ahead) {}

    /** Whether a task of the namespace waits or is under way here. Safe for any thread. */
    public boolean holds(String namespace, UUID id) {
        Attempt attempt = board.inFlight.get(id);
        if (attempt != null) {
            return attempt.namespace.equals(namespace);
        }
        Waiting waiting = board.backlog.get(id);
        return waiting != null && waiting.task.getNamespace().equals(namespace);
    }

    /** Where a task is, or null where it is not held here. Safe for any thread. */
    public @Nullable Whereabouts where(UUID id) {
        Attempt attempt = board.inFlight.get(id);
        if (attempt != null) {
            Worker worker = attempt.worker;
            return new Whereabouts(worker == null ? null : worker.id(), (int) attempt.fence, 0);
        }
        Waiting waiting = board.backlog.get(id);
        return waiting == null ? null : new Whereabouts(null, (int) waiting.fence, ahead(waiting));
    }

    /**
     * Where a task was sent to, or null where it was not; does not look at those that wait, however
     * many they are. Safe for any thread.
     */
    public @Nullable Whereabouts assigned(UUID id) {
        Attempt attempt = board.inFlight.get(id);
        if (attempt == null) {
            return null;
        }
        Worker worker = attempt.worker;
        return worker == null ? null : new Whereabouts(worker.id(), (int) attempt.fence, 0);
    }

    /** For those who check what always holds. */
    Iterable<Waiting> waitingTasks() {
        return board.backlog.all();
    }

    /** For those who check what always holds. */
    Iterable<Attempt> attempts() {
        return board.inFlight.all();
    }

    private long ahead(Waiting waiting) {
        long ahead = 0;
        for (Waiting other : board.backlog.all()) {
            boolean sameWindow = other.lane.partition.partition == waiting.lane.partition.partition;
            boolean inOrder =
                    other.priority > waiting.priority
                            || other.lane.line.queue == waiting.lane.line.queue;
            if (sameWindow
                    && inOrder
                    && Rank.compare(other.priority, other.id, waiting.priority, waiting.id) < 0) {
                ahead++;
            }
        }
        return ahead;
    }
}
