package dev.minion.coordinator.pool.core;

import dev.minion.contracts.records.Heartbeat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All workers, who can run what, and who is preferred. */
public final class Fleet {

    private final FleetPolicy policy;
    private final Balance balance;
    private final BitSet owned = new BitSet();
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private final Leases leases;
    private final Squads squads = new Squads();
    private final LabelSets labelSets = new LabelSets();
    private final Breakers breakers;
    private final Rankings rankings;
    private final Routes routes;
    private final Map<String, Integer> serversByType = new HashMap<>();
    private final List<String> typesChanged = new ArrayList<>();
    private boolean membersChanged;
    private long turns;

    /** Rises with everything that happens, except that attempts go to workers. */
    private long version;

    /** Nobody known yet. */
    public Fleet(FleetPolicy policy, Balance balance, BreakerPolicy breakers) {
        this.policy = policy;
        this.leases = new Leases(policy, workers.values());
        this.balance = balance;
        this.breakers = new Breakers(breakers, workers.values());
        this.rankings = new Rankings(balance, squads, this.breakers);
        this.routes = new Routes(workers.values(), squads, this.breakers);
    }

    /** All workers that are listed. */
    public Collection<Worker> workers() {
        return workers.values();
    }

    public @Nullable Worker worker(String id) {
        return workers.get(id);
    }

    /** True where some living worker runs the type, free or not. */
    public boolean serves(String type) {
        return serversByType.containsKey(type);
    }

    /** True where some worker could take a task of the type now. */
    public boolean hasFree(String type) {
        List<Squad> capable = squads.of(type);
        for (int i = 0; i < capable.size(); i++) {
            if (!capable.get(i).open().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The worker that the strategy prefers for the type, among those with a free slot. */
    public @Nullable Worker preferred(String type) {
        return rankings.first(type, null, version);
    }

    /** What tasks ask for beyond their type, and who can give it. */
    public Routes routes() {
        return routes;
    }

    /**
     * The worker for a task of that route: of those with enough free slots the one that the route
     * prefers most, and among equals the strategy's.
     */
    public @Nullable Worker preferred(String type, Route route) {
        return rankings.first(type, route, version);
    }

    /** Whether workers have come, gone or changed since the last call. */
    public boolean takeMembersChanged() {
        boolean changed = membersChanged;
        membersChanged = false;
        return changed;
    }

    /** From now on these strategies choose; what is under way stays where it is. */
    public void choose(StrategyChoice choice) {
        balance.choose(choice);
        for (Worker worker : workers.values()) {
            worker.weight = balance.weight(worker.facts.getName());
        }
        version++;
    }

    /** An attempt has ended by its worker's doing, after so long. */
    public void ended(String workerId, String type, boolean success, double runMillis) {
        if (workers.containsKey(workerId) && !type.isEmpty()) {
            balance.quality().ended(workerId, type, success, runMillis);
            version++;
        }
    }

    /** That attempt says whether its worker is any good at the type. */
    public void judged(String workerId, String type, boolean success, long now) {
        Worker worker = workers.get(workerId);
        if (worker != null && !type.isEmpty()) {
            breakers.ended(worker, type, success, balance.quality(), now);
            version++;
        }
    }

    /** Who is kept from what. */
    public Breakers breakers() {
        return breakers;
    }

    /** An attempt that was assigned here has ended, so long after it was. */
    public void answered(Worker worker, String type, boolean success, double millis) {
        if (!type.isEmpty()) {
            balance.quality().answered(worker.id(), type, success, millis);
            breakers.answered(worker, type);
            version++;
        }
    }

    /** What was learned before, by a coordinator that is gone. */
    public void remember(List<Learned> learned) {
        balance.quality().remember(learned);
        version++;
    }

    /** What is known of the workers. */
    public List<Learned> learned() {
        return balance.quality().all();
    }

    /** Time has passed, and what was learned counts for less. */
    public void fade(long now) {
        balance.quality().fade(now);
        breakers.pass(now);
        version++;
    }

    /** The types that have gained their first or lost their last worker since the last call. */
    public List<String> takeTypesChanged() {
        if (typesChanged.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(typesChanged);
        typesChanged.clear();
        return taken;
    }

    /**
     * A heartbeat has arrived.
     *
     * @return the worker, or null where the heartbeat is older than one already heard
     */
    public @Nullable Worker hear(Heartbeat heartbeat, long now) {
        Worker worker = workers.computeIfAbsent(heartbeat.getWorkerId(), id -> new Worker(id, now));
        if (worker.heard && heartbeat.getSequence() <= worker.facts.getSequence()) {
            return null;
        }
        boolean capable =
                worker.heard
                        && worker.facts
                                .getCapabilitiesList()
                                .equals(heartbeat.getCapabilitiesList());
        boolean served = leave(worker);
        membersChanged |= !capable || !isSameMember(worker.facts, heartbeat);
        worker.heard = true;
        worker.heardAt = now;
        worker.spokeAt = now;
        worker.facts = withoutRunning(heartbeat);
        worker.labels = labelSets.of(heartbeat.getLabelsMap());
        worker.weight = balance.weight(heartbeat.getName());
        worker.state = stateOf(heartbeat);
        worker.owns(Slots.own(worker.id(), worker.slots(), owned, policy.partitions()));
        if (!capable) {
            // The old types lose it before the new ones gain it.
            served = uncount(worker, served);
            worker.squad = squads.join(Set.copyOf(heartbeat.getCapabilitiesList()));
        }
        enter(worker, served);
        return worker;
    }

    private static boolean isSameMember(Heartbeat before, Heartbeat now) {
        return before.getCapacity() == now.getCapacity()
                && before.getName().equals(now.getName())
                && before.getLabelsMap().equals(now.getLabelsMap());
    }

    /** Somebody holds an attempt for a worker not yet heard: it has one lease to speak up. */
    public Worker expect(String id, long now) {
        return workers.computeIfAbsent(id, unknown -> new Worker(unknown, now));
    }

    /** These are the partitions owned here from now on. */
    public void own(BitSet partitions) {
        owned.clear();
        owned.or(partitions);
        for (Worker worker : workers.values()) {
            boolean served = leave(worker);
            worker.owns(Slots.own(worker.id(), worker.slots(), owned, policy.partitions()));
            enter(worker, served);
        }
    }

    /** An attempt goes to the worker, of which it takes so many slots. */
    public void take(Worker worker, int slots) {
        worker.took(++turns, slots);
        if (worker.free() <= 0) {
            worker.squad.close(worker);
        }
        rankings.chosen(worker);
    }

    /** The worker turned out to hold an attempt. */
    public void adopt(Worker worker, int slots) {
        worker.adopted(slots);
        reopen(worker);
    }

    /**
     * An attempt is no longer held there.
     *
     * @param stray true where the worker may still be running it
     */
    public void free(Worker worker, int slots, boolean stray) {
        worker.freed(slots);
        if (stray) {
            worker.strayed(slots);
        }
        reopen(worker);
    }

    /** An attempt's partition went to another coordinator. */
    public void handOver(Worker worker, int slots) {
        worker.handedOver(slots);
        reopen(worker);
    }

    /** The worker sent an attempt back. */
    public void refused(Worker worker) {
        worker.refused();
        reopen(worker);
    }

    /** How many slots a heartbeat named as taken beyond what is held here. */
    public void counted(Worker worker, int foreign, int strays) {
        worker.counted(foreign, strays);
        reopen(worker);
    }

    /** No new work for this one from now on. */
    public void drain(Worker worker) {
        boolean served = leave(worker);
        worker.drainAsked = true;
        enter(worker, served);
    }

    /** All leases begin anew: it was us who could not hear. */
    public void renewLeases(long now) {
        leases.renew(now);
    }

    /** Whether each worker that may run something was heard at that moment or later. */
    public boolean haveAllSpoken(long since) {
        return leases.haveAllSpoken(since);
    }

    /**
     * Time has passed.
     *
     * @return the workers whose lease has ended
     */
    public List<Worker> age(long now) {
        List<Worker> dead = leases.ended(now);
        dead.forEach(worker -> become(worker, WorkerState.DEAD));
        leases.overdue(now).forEach(worker -> become(worker, WorkerState.SUSPECT));
        unlist(now);
        return dead;
    }

    private void unlist(long now) {
        List<Worker> leaving = leases.forgettable(now);
        for (Worker worker : leaving) {
            workers.remove(worker.id());
            squads.leave(worker.squad);
        }
        if (!leaving.isEmpty()) {
            labelSets.keep(workers.values());
        }
    }

    private void become(Worker worker, WorkerState state) {
        boolean served = leave(worker);
        worker.state = state;
        enter(worker, served);
    }

    private static WorkerState stateOf(Heartbeat heartbeat) {
        if (heartbeat.getStopped()) {
            return WorkerState.STOPPED;
        }
        return heartbeat.getDraining() ? WorkerState.DRAINING : WorkerState.HEALTHY;
    }

    private static Heartbeat withoutRunning(Heartbeat heartbeat) {
        return heartbeat.getRunningCount() == 0
                ? heartbeat
                : heartbeat.toBuilder().clearRunning().build();
    }

    /** Takes the worker away from its squad before it changes; tells whether it was serving. */
    private boolean leave(Worker worker) {
        worker.squad.close(worker);
        return worker.serving();
    }

    private void enter(Worker worker, boolean served) {
        boolean serves = worker.serving();
        if (served != serves) {
            membersChanged = true;
            for (String type : worker.squad.capabilities) {
                countServers(type, serves ? 1 : -1);
            }
        }
        reopen(worker);
    }

    /** The worker leaves its squad; its types lose it if it was serving. */
    private boolean uncount(Worker worker, boolean served) {
        if (served) {
            for (String type : worker.squad.capabilities) {
                countServers(type, -1);
            }
        }
        squads.leave(worker.squad);
        return false;
    }

    private void countServers(String type, int change) {
        int before = serversByType.getOrDefault(type, 0);
        int after = before + change;
        if (after == 0) {
            serversByType.remove(type);
            rankings.forget(type);
        } else {
            serversByType.put(type, after);
        }
        if (before == 0 || after == 0) {
            typesChanged.add(type);
        }
    }

    private void reopen(Worker worker) {
        version++;
        if (worker.free() > 0) {
            worker.squad.open(worker);
        } else {
            worker.squad.close(worker);
        }
    }
}
