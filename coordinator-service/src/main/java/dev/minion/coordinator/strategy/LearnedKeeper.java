package dev.minion.coordinator.strategy;

import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.json.Times;
import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.PoolSettings;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads what was learned when the coordinator begins, and writes it again and again. */
@ApplicationScoped
class LearnedKeeper {

    private static final Logger LOG = Logger.getLogger(LearnedKeeper.class);
    private static final Comparator<Learned> MOST_KNOWN_FIRST =
            Comparator.comparingDouble(Learned::attempts).reversed();

    private final Balancing balancing;
    private final StrategyStore store;
    private final StoreNews news;
    private final StrategySettings settings;
    private final Duration halfLife;
    private final InstantSource clock;
    private volatile boolean read;
    private volatile int remembered;
    private volatile boolean storeIsEmpty;

    LearnedKeeper(
            Balancing balancing,
            StrategyStore store,
            StoreNews news,
            StrategySettings settings,
            PoolSettings pool,
            InstantSource clock) {
        this.balancing = balancing;
        this.store = store;
        this.news = news;
        this.settings = settings;
        this.halfLife = pool.halfLife();
        this.clock = clock;
    }

    /** How many pairs of worker and type the store knew when this coordinator began. */
    int remembered() {
        return remembered;
    }

    /**
     * Writes what is known now; the first time that the store answers it reads instead, so that
     * nothing is written over what was not read. Never fails.
     */
    Uni<Void> keep() {
        return (read ? write() : read())
                .invoke(news::answered)
                .onFailure()
                .invoke(news::failed)
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> read() {
        return store.learned().invoke(this::begin).replaceWithVoid();
    }

    private void begin(Optional<String> stored) {
        read = true;
        List<Learned> learned = stored.map(this::faded).orElse(List.of());
        storeIsEmpty = learned.isEmpty();
        remembered = learned.size();
        if (learned.isEmpty()) {
            LOG.info("this coordinator begins unlearned: the store has nothing of the workers");
        } else {
            balancing.remember(learned);
            LOG.infof("what was learned of the workers was read: pairs=%d", learned.size());
        }
    }

    /** As it would be known now; clocks of machines that differ make it a little older or newer. */
    private List<Learned> faded(String stored) {
        try {
            LearnedText text = LearnedText.read(stored);
            long micros = Times.micros(clock.instant()) - text.savedAtUs();
            double share = Math.pow(0.5, Math.max(0, micros) * 1e3 / halfLife.toNanos());
            return text.items().stream().map(learned -> learned.faded(share)).toList();
        } catch (ProblemException | MalformedJsonException unreadable) {
            LOG.warnf(
                    "what was learned of the workers cannot be read: reason=%s",
                    unreadable.getMessage());
            return List.of();
        }
    }

    private Uni<Void> write() {
        return balancing.learned().emitOn(Infrastructure.getDefaultWorkerPool()).chain(this::save);
    }

    private Uni<Void> save(List<Learned> learned) {
        if (learned.isEmpty() && storeIsEmpty) {
            return Uni.createFrom().voidItem();
        }
        List<Learned> most =
                learned.size() <= settings.savedPairs()
                        ? learned
                        : learned.stream()
                                .sorted(MOST_KNOWN_FIRST)
                                .limit(settings.savedPairs())
                                .toList();
        storeIsEmpty = most.isEmpty();
        return store.keepLearned(new LearnedText(Times.micros(clock.instant()), most).write());
    }
}
