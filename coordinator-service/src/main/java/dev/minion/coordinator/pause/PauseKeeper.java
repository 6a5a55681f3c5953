package dev.minion.coordinator.pause;

import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.Standing;
import dev.minion.coordinator.schedule.PauseOrders;
import dev.minion.coordinator.schedule.core.Event;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has the scheduler obey what the ledger says is paused. */
@ApplicationScoped
class PauseKeeper implements StandingNews {

    private static final Logger LOG = Logger.getLogger(PauseKeeper.class);
    private static final long MICROS_A_MILLI = 1_000;

    private final StandingSource ledger;
    private final PauseOrders scheduler;
    private final PausesInForce inForce;
    private final InstantSource clock;

    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile @Nullable Standing told;
    private volatile long toldAtMillis;
    private volatile Event.@Nullable StandingKnown obeyed;
    private volatile boolean away;

    PauseKeeper(
            StandingSource ledger,
            PauseOrders scheduler,
            PausesInForce inForce,
            InstantSource clock) {
        this.ledger = ledger;
        this.scheduler = scheduler;
        this.inForce = inForce;
        this.clock = clock;
    }

    /** True once the ledger has answered. */
    boolean isKnown() {
        return obeyed != null;
    }

    /** Looks, unless such a look is under way. */
    void look() {
        if (looking.compareAndSet(false, true)) {
            var ignored = lookOnce().subscribe().with(_ -> looking.set(false));
        }
    }

    /** A look that is under way may have asked too early. */
    @Override
    public Uni<Void> changed() {
        return lookOnce();
    }

    /** Asks once; what is then known is obeyed when the item comes. Never fails. */
    Uni<Void> lookOnce() {
        return Uni.createFrom()
                .deferred(ledger::standing)
                .invoke(this::answered)
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .invoke(this::obey)
                .onFailure()
                .invoke(failure -> LOG.error("what is paused could not be obeyed", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private synchronized void answered(Standing standing) {
        Standing last = told;
        if (last == null || standing.getNowUs() >= last.getNowUs()) {
            toldAtMillis = clock.millis();
            told = standing;
        }
        if (away) {
            away = false;
            LOG.info("the ledger tells again what is paused");
        }
    }

    private void failed(Throwable failure) {
        if (!away) {
            away = true;
            LOG.warnf(
                    "the ledger does not tell what is paused: %s, reason=%s",
                    told == null ? "nothing is assigned" : "what was known stays in force",
                    failure.toString());
        }
    }

    /** Also where nothing new was told: a pause may have come to its end. */
    private synchronized void obey() {
        Standing last = told;
        if (last == null) {
            return;
        }
        long nowMicros = last.getNowUs() + (clock.millis() - toldAtMillis) * MICROS_A_MILLI;
        List<Pause> pauses =
                last.getPausesList().stream().filter(pause -> isOn(pause, nowMicros)).toList();
        Event.StandingKnown orders = Orders.of(pauses, last.getRulesList());
        inForce.become(pauses);
        if (!orders.equals(obeyed)) {
            obeyed = orders;
            LOG.infof(
                    "pauses are in force: count=%d, rules=%d", pauses.size(), last.getRulesCount());
            scheduler.obey(orders);
        }
    }

    private static boolean isOn(Pause pause, long nowMicros) {
        return pause.getEndedAtUs() == 0
                && (pause.getUntilUs() == 0 || pause.getUntilUs() > nowMicros);
    }
}
