package dev.minion.coordinator.schedule.core;

import static dev.minion.coordinator.schedule.core.SimulatedNetwork.MILLI;

import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.tasks.Flow;
import dev.minion.coordinator.pool.core.Balance;
import dev.minion.coordinator.pool.core.BreakerPolicy;
import dev.minion.coordinator.pool.core.Fleet;
import dev.minion.coordinator.pool.core.FleetPolicy;
import dev.minion.coordinator.pool.core.LearningPolicy;
import dev.minion.coordinator.pool.core.Quality;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import dev.minion.coordinator.pool.core.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scheduler with its effects performed on the simulated world, and its invariants watched. */
final class SimulatedCoordinator {

    static final int PARTITIONS = 6;
    static final Policy POLICY =
            new Policy(
                    PARTITIONS,
                    20,
                    1_000,
                    5_000,
                    10_000 * MILLI,
                    10_000 * MILLI,
                    2_000 * MILLI,
                    5_000 * MILLI,
                    2_000 * MILLI,
                    5_000 * MILLI,
                    1_000 * MILLI,
                    500 * MILLI,
                    100,
                    1_500 * MILLI,
                    1_000 * MILLI,
                    Map.of("ns-1", 2.0));

    private final SimulatedNetwork network;
    private final SimulatedLedger ledger;
    private final SimulatedStanding standing;
    private final Function<String, @Nullable SimulatedWorker> workers;
    final Fleet fleet;
    final Scheduler scheduler;
    final Set<Integer> owned = new TreeSet<>();
    private @Nullable Paused paused;
    private boolean dead;
    private long pausedUntil;

    SimulatedCoordinator(
            SimulatedNetwork network,
            SimulatedLedger ledger,
            SimulatedStanding standing,
            Function<String, @Nullable SimulatedWorker> workers) {
        this.network = network;
        this.ledger = ledger;
        this.standing = standing;
        this.workers = workers;
        this.fleet =
                new Fleet(
                        new FleetPolicy(PARTITIONS, 4_000 * MILLI, 600_000 * MILLI, 100),
                        new Balance(
                                StrategyChoice.of(firstStrategy()),
                                new Quality(LearningPolicy.USUAL),
                                network.taste.split()),
                        BreakerPolicy.USUAL);
        this.scheduler = new Scheduler(POLICY, fleet, network.now);
        if (standing.changes) {
            look();
        } else {
            scheduler.on(Event.StandingKnown.NOTHING, network.now);
            paused = Paused.NOTHING;
        }
        tick();
    }

    /** People choose another strategy while work flows. */
    void switchStrategy() {
        tell(
                new Event.StrategyChosen(
                        new StrategyChoice(
                                anyStrategy(),
                                Map.of("b", anyStrategy()),
                                Map.of("worker-1", 5.0))));
    }

    private StrategyName anyStrategy() {
        StrategyName[] all = StrategyName.values();
        return all[network.taste.nextInt(all.length)];
    }

    private StrategyName firstStrategy() {
        boolean loads = network.chance(0.5);
        if (network.faulty) {
            return anyStrategy();
        }
        return loads ? StrategyName.LEAST_LOADED : StrategyName.ROUND_ROBIN;
    }

    void die() {
        dead = true;
    }

    void pause(long nanos) {
        pausedUntil = network.now + nanos;
    }

    private void tick() {
        if (!dead) {
            tell(new Event.Tick());
            network.in(200 * MILLI, this::tick);
        }
    }

    /** Asks every second what is paused; the answer takes a while. */
    private void look() {
        if (!dead) {
            Event.StandingKnown known = standing.known();
            network.in(standing.random.nextLong(300 * MILLI), () -> tell(known));
            network.in(1_000 * MILLI, this::look);
        }
    }

    void own(Set<Integer> partitions) {
        Set<Integer> lost = new TreeSet<>(owned);
        lost.removeAll(partitions);
        Set<Integer> gained = new TreeSet<>(partitions);
        gained.removeAll(owned);
        owned.clear();
        owned.addAll(partitions);
        if (!lost.isEmpty()) {
            tell(new Event.PartitionsRevoked(lost));
        }
        if (!gained.isEmpty()) {
            tell(new Event.PartitionsAssigned(gained));
        }
    }

    void tell(Event event) {
        if (dead) {
            return;
        }
        if (network.now < pausedUntil) {
            network.at(pausedUntil, () -> tell(event));
            return;
        }
        scheduler.on(event, network.now);
        if (event instanceof Event.StandingKnown known) {
            paused = known.paused();
        }
        List<Effect> effects = scheduler.decide(network.now);
        checkPriority(effects);
        checkPauses(effects);
        checkSlots();
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Assign assign -> assign(assign);
            case Effect.CancelAttempt cancel -> {
                SimulatedWorker worker = workers.apply(cancel.workerId());
                if (worker != null) {
                    network.unreliable(
                            () -> worker.cancelled(cancel.taskId(), cancel.fence().getAttempt()));
                }
            }
            case Effect.DrainWorker _ -> {}
            case Effect.CancelTask cancel ->
                    network.unreliable(() -> ledger.cancel(cancel.taskId()));
            case Effect.RequestPage page -> page(page);
            case Effect.RequestOpen open -> open(open);
            case Effect.ReleaseAttempts release -> release(release);
            case Effect.StartPause pause -> standing.start(pause);
            case Effect.Probe _ -> network.reliable(() -> tell(new Event.ProbeAnswered(true)));
        }
    }

    private void assign(Effect.Assign assign) {
        Flow limits = assign.limits();
        if (limits == null) {
            send(assign);
            return;
        }
        call(
                () -> ledger.grant(assign, limits, network.now / MILLI),
                result -> {
                    if (result.getVerdict() == AssignVerdict.ASSIGN_GRANTED) {
                        send(assign);
                    } else {
                        tell(refused(assign, result));
                    }
                },
                new Event.AssignmentsFailed(List.of(assign)));
    }

    private static Event refused(Effect.Assign assign, AssignResult result) {
        return new Event.AssignmentsRefused(
                List.of(
                        new Event.Refusal(
                                assign, result.getVerdict(), result.getRetryAfterMs() * MILLI)));
    }

    private void send(Effect.Assign assign) {
        if (network.faulty && network.chance(0.01)) {
            network.reliable(() -> tell(new Event.AssignmentsFailed(List.of(assign))));
            if (network.chance(0.5)) {
                return; // else it failed and arrived nevertheless
            }
        }
        SimulatedWorker worker = workers.apply(assign.workerId());
        if (worker != null) {
            RandomRoutings.requireAllowed(assign.task(), worker);
            int attempt = assign.task().getFence().getAttempt();
            int slots = Math.max(1, assign.task().getDemands().getRouting().getSlots());
            network.unreliable(() -> worker.assigned(assign.taskId(), attempt, slots));
        }
    }

    private void page(Effect.RequestPage ask) {
        call(
                () -> {
                    SimulatedLedger.Page page = ledger.page(ask);
                    return new Event.PageArrived(
                            ask.partition(), ask.term(), page.tasks(), page.more(), page.next());
                },
                new Event.PageFailed(ask.partition(), ask.term()));
    }

    private void open(Effect.RequestOpen ask) {
        call(
                () ->
                        new Event.OpenArrived(
                                ask.partition(), ask.term(), ledger.open(ask.partition())),
                new Event.OpenFailed(ask.partition(), ask.term()));
    }

    private void release(Effect.ReleaseAttempts ask) {
        call(
                () -> new Event.ReleaseAnswered(ask.releases(), ledger.release(ask.releases())),
                new Event.ReleaseFailed(ask.releases()));
    }

    /** A call may fail before it is made, or after it was made. */
    private void call(Supplier<Event> call, Event failure) {
        call(call, this::tell, failure);
    }

    private <T> void call(Supplier<T> call, Consumer<T> arrived, Event failure) {
        long there = network.random.nextLong(MILLI, 10 * MILLI);
        long back = network.random.nextLong(MILLI, network.faulty ? 300 * MILLI : 10 * MILLI);
        boolean lostBefore = network.faulty && network.chance(0.03);
        boolean lostAfter = network.faulty && network.chance(0.03);
        network.in(
                there,
                () -> {
                    if (dead) {
                        return;
                    }
                    if (lostBefore) {
                        network.in(back, () -> tell(failure));
                        return;
                    }
                    T answer = call.get();
                    network.in(back, () -> answered(answer, arrived, lostAfter ? failure : null));
                });
    }

    /** Like an event, an answer waits while this coordinator stands still. */
    private <T> void answered(T answer, Consumer<T> arrived, @Nullable Event failure) {
        if (dead) {
            return;
        }
        if (network.now < pausedUntil) {
            network.at(pausedUntil, () -> answered(answer, arrived, failure));
        } else if (failure == null) {
            arrived.accept(answer);
        } else {
            tell(failure);
        }
    }

    /** Nothing that waits and could run stands before something that was just assigned. */
    private void checkPriority(List<Effect> effects) {
        Map<String, Rank> worst = new HashMap<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Assign assign && !assign.task().hasDemands()) {
                Rank rank = new Rank(assign.task().getPriority(), assign.taskId());
                worst.merge(line(assign.task()), rank, SimulatedCoordinator::later);
            }
        }
        if (worst.isEmpty()) {
            return;
        }
        for (Waiting waiting : scheduler.waitingTasks()) {
            Rank assigned = worst.get(line(waiting.task));
            if (assigned != null
                    && !waiting.task.hasDemands()
                    && waiting.lane.partition.settled
                    && !waiting.lane.line.queue.isHeld()
                    && goesBefore(waiting, assigned)) {
                throw new AssertionError(waiting.rank() + " waits, " + assigned + " was assigned");
            }
        }
    }

    /** Nothing that is paused is assigned, and nothing at all before that is known. */
    private void checkPauses(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Assign assign) {
                ReadyTask task = assign.task();
                String key = task.getDemands().getFlow().getKey();
                if (paused == null || paused.covers(task.getNamespace(), task.getType(), key)) {
                    throw new AssertionError(assign.taskId() + " was assigned, paused: " + paused);
                }
            }
        }
    }

    /** Of whom the order is by priority and age. */
    private static String line(ReadyTask task) {
        String key = task.getDemands().getFlow().getKey();
        return task.getNamespace() + '/' + key + '/' + task.getType();
    }

    private static Rank later(Rank a, Rank b) {
        boolean aFirst =
                a.priority() > b.priority()
                        || (a.priority() == b.priority() && a.id().compareTo(b.id()) < 0);
        return aFirst ? b : a;
    }

    /** Said without the scheduler's own words. */
    private static boolean goesBefore(Waiting waiting, Rank assigned) {
        int priority = waiting.task.getPriority();
        return priority > assigned.priority()
                || (priority == assigned.priority() && waiting.id.compareTo(assigned.id()) < 0);
    }

    /** A slot is held exactly for an attempt in the map. */
    private void checkSlots() {
        Map<Worker, Integer> held = new HashMap<>();
        for (Attempt attempt : scheduler.attempts()) {
            Worker worker = attempt.worker;
            if (worker != null) {
                held.merge(worker, attempt.slots, Integer::sum);
            }
        }
        for (Worker worker : fleet.workers()) {
            if (worker.held() != held.getOrDefault(worker, 0)) {
                throw new AssertionError(
                        worker.id() + " counts " + worker.held() + ", holds " + held.get(worker));
            }
        }
    }
}
