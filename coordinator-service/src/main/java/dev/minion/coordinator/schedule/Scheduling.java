package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.coordinator.outcome.EarlyOutcomes;
import dev.minion.coordinator.pool.ConfiguredBreakers;
import dev.minion.coordinator.pool.ConfiguredStrategy;
import dev.minion.coordinator.pool.PoolSettings;
import dev.minion.coordinator.pool.core.Balance;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.FleetPolicy;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.LearningPolicy;
import dev.minion.coordinator.pool.core.Quality;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.Worker;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.coordinator.schedule.core.Paused;
import dev.minion.coordinator.schedule.core.Policy;
import dev.minion.coordinator.schedule.core.Scheduler;
import dev.minion.messaging.DeadLetters;
import dev.minion.messaging.Messaging;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the scheduler's parts together: the loop, what feeds it, and what it has done. */
@ApplicationScoped
public class Scheduling {

    private static final Logger LOG = Logger.getLogger(Scheduling.class);

    private final SchedulingSettings settings;
    private final InstantSource clock;
    private final EarlyOutcomes outcomes;
    private final ErrorPauses pauses;
    private final ScheduledExecutorService executor;
    private final LongSupplier nanos = sinceNow();
    private final Fleet fleet;
    private final Scheduler scheduler;
    private final SchedulingLoop loop;
    private final FirstClaims claims;
    private final WorkerCalls calls;
    private final Dispatch dispatch;
    private final Inputs inputs;
    private final Grants grants;
    private final LedgerQuestions questions;
    private final Commands commands;
    private final ReadyFeed readyFeed;
    private final Subscriptions subscriptions;
    private volatile SchedulingView view = SchedulingView.EMPTY;
    private volatile Paused paused = Paused.NOTHING;

    Scheduling(
            Messaging messaging,
            SchedulerLedger ledger,
            WorkerLine line,
            ClaimLine claimLine,
            EarlyOutcomes outcomes,
            ErrorPauses pauses,
            SchedulingSettings settings,
            PoolSettings pool,
            InstantSource clock,
            Ids ids) {
        this.settings = settings;
        this.clock = clock;
        this.outcomes = outcomes;
        this.pauses = pauses;
        this.executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("minion-scheduler").daemon().factory());
        this.fleet =
                new Fleet(
                        fleetPolicy(settings, pool),
                        balance(pool, ids),
                        ConfiguredBreakers.of(pool));
        this.scheduler = new Scheduler(policy(settings), fleet, nanos.getAsLong());
        this.loop = new SchedulingLoop(scheduler, this::perform, executor, nanos, settings.inbox());
        String name = "coordinator-" + ids.next();
        this.claims = new FirstClaims(claimLine, name, nanos);
        this.commands = new Commands(name, claims);
        this.calls =
                new WorkerCalls(
                        line,
                        this::address,
                        this::told,
                        this::publish,
                        nanos,
                        settings.assignCalls());
        this.dispatch =
                new Dispatch(messaging.publisher(), commands, loop, settings.publishBatch(), calls);
        this.inputs =
                new Inputs(
                        ledger,
                        loop,
                        loaded -> loop.run(() -> send(loaded)),
                        settings.inputBatch(),
                        settings.inputCalls());
        this.grants = new Grants(ledger, loop, granted -> loop.run(() -> send(granted)));
        this.questions = new LedgerQuestions(ledger, loop);
        DeadLetters deadLetters =
                new DeadLetters(messaging.publisher(), clock, "coordinator/schedule");
        this.readyFeed = new ReadyFeed(loop, deadLetters);
        this.subscriptions =
                new Subscriptions(
                        messaging,
                        readyFeed,
                        new HeartbeatFeed(loop, deadLetters, settings.partitions()));
    }

    /** Nanoseconds on a monotonic clock that begins at 0 now. */
    private static LongSupplier sinceNow() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }

    private static FleetPolicy fleetPolicy(SchedulingSettings settings, PoolSettings pool) {
        if (settings.probeAfter().multipliedBy(2).compareTo(pool.lease()) >= 0) {
            throw new IllegalArgumentException(
                    "minion.schedule.probe-after must be less than half of minion.pool.lease,"
                            + " or workers would die of the log's silence");
        }
        return new FleetPolicy(
                settings.partitions(),
                pool.lease().toNanos(),
                pool.listed().toNanos(),
                pool.listedWorkers());
    }

    private static Balance balance(PoolSettings pool, Ids ids) {
        LearningPolicy learning =
                new LearningPolicy(
                        pool.learnedAttempts(), pool.halfLife().toNanos(), pool.learnedPairs());
        long seed = ids.next().getLeastSignificantBits();
        return new Balance(
                ConfiguredStrategy.of(pool), new Quality(learning), new SplittableRandom(seed));
    }

    private static Policy policy(SchedulingSettings settings) {
        return new Policy(
                settings.partitions(),
                settings.window(),
                settings.inlineBytes(),
                settings.recents(),
                settings.confirm().toNanos(),
                settings.lost().toNanos(),
                settings.parting().toNanos(),
                settings.runGrace().toNanos(),
                settings.listen().toNanos(),
                settings.reconcile().toNanos(),
                settings.retry().toNanos(),
                settings.jitter().toNanos(),
                settings.releasesPerTick(),
                settings.probeAfter().toNanos(),
                settings.slotPatience().toNanos(),
                NamespaceWeights.of(settings.namespaceWeights().orElse("")));
    }

    /** Begins to listen and to tick. */
    void start() {
        subscriptions.listen();
        long millis = settings.tick().toMillis();
        var ignored =
                executor.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Assigns nothing more and gives its partitions to others. */
    void stop() {
        loop.answer(new Event.Stopping());
        subscriptions.close();
        executor.shutdown();
    }

    private void tick() {
        try {
            subscriptions.own();
        } catch (RuntimeException e) {
            // An exception would end the ticks for good.
            LOG.warnf("tasks.ready could not be subscribed to: reason=%s", e.getMessage());
        }
        loop.run(
                new Event.Tick(),
                () ->
                        view =
                                SchedulingView.of(
                                        scheduler, fleet, nanos.getAsLong(), clock.instant()));
    }

    /** What the ledger has told of; see {@link SchedulingLoop#hurry}. */
    CompletionStage<Void> heard(List<TaskChange> changes) {
        return loop.hurry(new Event.Changes(changes), changes.size());
    }

    /**
     * Few tasks that are ready as soon as they are committed have their first attempts claimed. Not
     * what waits for others: where this coordinator dies meanwhile, its claims would hold each step
     * up in turn.
     */
    void coming(List<NewTask> tasks) {
        if (!calls.hasRoom(tasks.size())) {
            return;
        }
        List<UUID> own = new ArrayList<>(tasks.size());
        for (NewTask task : tasks) {
            UUID id = Ids.fromBytes(task.getId());
            if (task.getDependenciesCount() == 0
                    && task.getRunAfterUs() == 0
                    && !isPaused(task)
                    && partitions().contains(Partitions.of(task, id, settings.partitions()))) {
                own.add(id);
            }
        }
        if (!own.isEmpty()) {
            claims.ask(own);
        }
    }

    /** It would keep a claim from dedup for nothing, and the room for others' claims. */
    private boolean isPaused(NewTask task) {
        String key = task.getDemands().getFlow().getKey();
        return paused.covers(task.getNamespace(), task.getType(), key);
    }

    /** Tasks that were just committed. */
    CompletionStage<Void> committed(List<ReadyTask> tasks) {
        claims.committed(tasks);
        return loop.hurry(new Event.ReadyArrived(tasks), tasks.size());
    }

    /** Tasks that wait, and how they were changed. */
    void changed(List<ReadyTask> tasks) {
        var ignored =
                loop.hurry(new Event.ReadyArrived(tasks), tasks.size())
                        .exceptionally(
                                refused -> {
                                    LOG.debugf(
                                            "priorities wait for reconciliation: count=%d",
                                            tasks.size());
                                    return null;
                                });
    }

    /** The partitions that are owned now. */
    Set<Integer> partitions() {
        return readyFeed.partitions();
    }

    /** What was known at the last tick. */
    public SchedulingView view() {
        return view;
    }

    /** Tells a worker to drain, and gives it nothing more. */
    public void drain(String workerId) {
        loop.answer(new Event.DrainRequested(workerId));
    }

    /** Other strategies choose from the next decision on. */
    void choose(StrategyChoice choice) {
        loop.answer(new Event.StrategyChosen(choice));
    }

    /** What the ledger has told of pauses. */
    void obey(Event.StandingKnown standing) {
        paused = standing.paused();
        loop.answer(standing);
    }

    /** What was learned before this coordinator began. */
    void remember(List<Learned> learned) {
        loop.answer(new Event.LearnedBefore(learned));
    }

    /** What is known of the workers now. */
    CompletionStage<List<Learned>> learned() {
        CompletableFuture<List<Learned>> answer = new CompletableFuture<>();
        loop.run(() -> answer.complete(fleet.learned()));
        return answer;
    }

    boolean holds(String namespace, UUID taskId) {
        return scheduler.holds(namespace, taskId);
    }

    Scheduler.@Nullable Whereabouts where(UUID taskId) {
        return scheduler.where(taskId);
    }

    /** Where a task was sent to, or null where it was not. */
    Scheduler.@Nullable Whereabouts assigned(UUID taskId) {
        return scheduler.assigned(taskId);
    }

    private String address(String workerId) {
        Worker worker = fleet.worker(workerId);
        return worker == null ? "" : worker.facts().getAddress();
    }

    private void publish(List<Outgoing> missed) {
        loop.run(() -> dispatch.publish(missed));
    }

    /** What the log will tell as well, later. */
    private void told(RunAnswer answer) {
        outcomes.told(answer.getChangesList());
        if (answer.getReadyCount() > 0) {
            var ignored =
                    loop.hurry(
                            new Event.ReadyArrived(answer.getReadyList()), answer.getReadyCount());
        }
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Assign assign -> {
                    if (assign.limits() == null) {
                        assign(assign);
                    } else {
                        grants.ask(assign);
                    }
                }
                case Effect.CancelTask cancel -> questions.cancel(cancel);
                case Effect.CancelAttempt cancel -> dispatch.tell(commands.cancel(cancel));
                case Effect.DrainWorker drain -> dispatch.tell(commands.drain(drain));
                case Effect.RequestPage page -> questions.page(page);
                case Effect.RequestOpen open -> questions.open(open);
                case Effect.ReleaseAttempts release -> questions.release(release);
                case Effect.StartPause pause -> pauses.start(pause);
                case Effect.Probe _ -> dispatch.probe();
            }
        }
        grants.flush();
        inputs.flush();
        dispatch.flush();
    }

    /** What was granted; the turn's own effects follow, and send it. */
    private void send(List<Effect.Assign> granted) {
        granted.forEach(this::assign);
        grants.ended();
    }

    private void assign(Effect.Assign assign) {
        ReadyTask task = assign.task();
        if (task.getInputElided() && task.getDependencyOutputs().isEmpty()) {
            inputs.load(assign);
        } else {
            dispatch.assign(assign);
        }
    }

    private void send(Inputs.Loaded loaded) {
        for (Effect.Assign assign : loaded.assigns()) {
            TaskInput input = loaded.loaded().get(assign.taskId());
            if (input != null) {
                dispatch.assign(assign, input);
            }
        }
        inputs.ended();
    }
}
