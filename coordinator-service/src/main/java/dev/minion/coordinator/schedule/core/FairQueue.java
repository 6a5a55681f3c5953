package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.tasks.Flow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The tasks of one namespace and key, of all types and priorities. */
final class FairQueue extends Contender {

    final Tenant tenant;
    final String key;

    /** Where it stands. */
    final List<QueueLine> lines = new ArrayList<>(1);

    /** Where tasks of it wait. */
    final Set<Lane> lanes = new LinkedHashSet<>();

    /** How many of its tasks the windows hold. */
    int waiting;

    /** How many of its attempts are under way; counted where it has a key. */
    int running;

    /** Its rate is used up, or the ledger counts more that run than are known here. */
    boolean paused;

    /** Until when it is paused. */
    long pausedUntil;

    /** Its key or its namespace is paused. */
    boolean onPause;

    /** As its lanes were placed. */
    boolean placedAsHeld;

    /** Why it is paused. */
    boolean rateUsedUp;

    /** What holds for all of its tasks. */
    private Flow flow = Flow.getDefaultInstance();

    private UUID declaredBy = new UUID(0, 0);

    FairQueue(Tenant tenant, String key, long number) {
        super(number);
        this.tenant = tenant;
        this.key = key;
    }

    Flow flow() {
        return flow;
    }

    /** What the newest task says holds. */
    void declare(UUID id, Flow declared) {
        if (id.compareTo(declaredBy) >= 0) {
            declaredBy = id;
            flow = declared;
            weight = declared.getWeight() > 0 ? declared.getWeight() : 1;
        }
    }

    boolean isLimited() {
        return flow.getConcurrency() > 0 || flow.getRateLimit() > 0;
    }

    /** As many run as may. */
    boolean isFull() {
        return flow.getConcurrency() > 0 && running >= flow.getConcurrency();
    }

    /** None of its tasks may be sent now. */
    boolean isHeld() {
        return paused || onPause || isFull();
    }

    /** Nothing is known of it but what it has had. */
    boolean isIdle() {
        return waiting == 0 && running == 0 && !paused;
    }
}
