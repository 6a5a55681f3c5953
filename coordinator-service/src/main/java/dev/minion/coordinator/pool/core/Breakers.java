package dev.minion.coordinator.pool.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are kept from tasks of a type because they fail at them. Only who has failed lately
 * is watched, so a fleet in good order pays nothing. For the scheduler's thread.
 *
 * <p>Where every worker that a task may go to has failed, it is not the workers: then nobody is
 * held back, as Envoy's panic threshold has it, and once one of them is well all are tried.
 */
public final class Breakers {

    private final BreakerPolicy policy;
    private final Collection<Worker> workers;
    private final Map<String, TypeBreakers> byType = new LinkedHashMap<>();
    private int pairs;
    private int notClosed;
    private long openings;

    /**
     * All closed.
     *
     * @param workers all that are listed, now and later
     */
    Breakers(BreakerPolicy policy, Collection<Worker> workers) {
        this.policy = policy;
        this.workers = workers;
    }

    /**
     * An attempt has ended by its worker's doing.
     *
     * @param quality tells what went well before its first failure
     */
    void ended(Worker worker, String type, boolean success, Quality quality, long now) {
        if (!policy.enabled() || (success && byType.isEmpty())) {
            return;
        }
        TypeBreakers ofType = byType.get(type);
        Breaker breaker = ofType == null ? null : ofType.of(worker);
        if (breaker == null && !success && pairs < policy.pairs()) {
            int known = quality.of(worker.id(), type).knownSuccesses();
            breaker = watch(worker, type, new Breaker(policy, known, now));
        }
        if (breaker != null) {
            ended(breaker, type, success, now);
        }
    }

    private Breaker watch(Worker worker, String type, Breaker breaker) {
        byType.computeIfAbsent(type, _ -> new TypeBreakers()).byWorker.put(worker, breaker);
        pairs++;
        return breaker;
    }

    private void ended(Breaker breaker, String type, boolean success, long now) {
        TypeBreakers ofType = byType.get(type);
        if (ofType == null) {
            return;
        }
        BreakerState before = breaker.state();
        boolean panic = before != BreakerState.CLOSED && panics(ofType, type, null);
        breaker.ended(success, now);
        BreakerState after = breaker.state();
        if (before == after) {
            return;
        }
        openings += after == BreakerState.OPEN ? 1 : 0;
        int change =
                (before == BreakerState.CLOSED ? 1 : 0) - (after == BreakerState.CLOSED ? 1 : 0);
        ofType.notClosed += change;
        notClosed += change;
        if (panic && after == BreakerState.CLOSED) {
            ofType.absolve(now);
        }
    }

    /** An attempt that this coordinator had assigned has ended. */
    void answered(Worker worker, String type) {
        TypeBreakers ofType = notClosed == 0 ? null : byType.get(type);
        if (ofType != null) {
            ofType.answered(worker);
        }
    }

    /**
     * Those that hold workers back from such tasks; null where none does.
     *
     * @param route what the tasks ask for beyond their type; null where nothing
     */
    @Nullable TypeBreakers holding(String type, @Nullable Route route) {
        TypeBreakers ofType = notClosed == 0 ? null : byType.get(type);
        boolean holds = ofType != null && ofType.notClosed > 0 && !panics(ofType, type, route);
        return holds ? ofType : null;
    }

    /** True where no serving worker that such a task may go to is in good order. */
    private boolean panics(TypeBreakers ofType, String type, @Nullable Route route) {
        for (Worker worker : workers) {
            if (worker.serving()
                    && worker.squad.capabilities.contains(type)
                    && (route == null || route.admits(worker))
                    && ofType.isClosed(worker)) {
                return false;
            }
        }
        return true;
    }

    /** Time has passed. */
    void pass(long now) {
        if (byType.isEmpty()) {
            return;
        }
        pairs = 0;
        notClosed = 0;
        for (TypeBreakers ofType : byType.values()) {
            ofType.pass(now, worker -> !worker.state().alive());
            pairs += ofType.byWorker.size();
            notClosed += ofType.notClosed;
        }
        byType.values().removeIf(ofType -> ofType.byWorker.isEmpty());
    }

    /** Those that are not closed, in no order. */
    public List<BreakerFacts> facts() {
        if (notClosed == 0) {
            return List.of();
        }
        List<BreakerFacts> facts = new ArrayList<>(notClosed);
        byType.forEach(
                (type, ofType) ->
                        ofType.byWorker.forEach(
                                (worker, breaker) -> {
                                    if (!breaker.isClosed()) {
                                        facts.add(breaker.facts(worker, type));
                                    }
                                }));
        return facts;
    }

    /** How often one was opened. */
    public long openings() {
        return openings;
    }
}
