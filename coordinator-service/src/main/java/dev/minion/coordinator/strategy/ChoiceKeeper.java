package dev.minion.coordinator.strategy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.FailureCode;
import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.problem.ProblemException;
import dev.minion.coordinator.strategy.StrategyStore.Kept;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** Puts in force what the store says, and keeps there what people choose. */
@ApplicationScoped
class ChoiceKeeper {

    private static final Logger LOG = Logger.getLogger(ChoiceKeeper.class);

    private final Balancing balancing;
    private final StrategyStore store;
    private final StoreNews news;
    private volatile Standing standing;

    ChoiceKeeper(Balancing balancing, StrategyStore store, StoreNews news) {
        this.balancing = balancing;
        this.store = store;
        this.news = news;
        this.standing = new Standing(balancing.configured(), 0, "");
    }

    /** What is in force. */
    Standing standing() {
        return standing;
    }

    /** Asks the store once; what it says is in force when the item comes. Never fails. */
    Uni<Void> look() {
        return store.choice()
                .invoke(news::answered)
                .chain(this::looked)
                .onFailure()
                .invoke(news::failed)
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> looked(Optional<Kept> found) {
        Standing now = standing;
        if (found.isEmpty() && now.version() > 0) {
            LOG.infof("the store has lost the choice: put back, version=%d", now.version());
            return store.putBack(now.kept());
        }
        found.filter(kept -> !kept.equals(standing.kept())).ifPresent(this::adopt);
        return Uni.createFrom().voidItem();
    }

    /**
     * Keeps a choice and puts it in force.
     *
     * @param expected the version that it replaces; empty where any will do
     * @return fails with version-mismatch or unavailable; then nothing has changed here
     */
    Uni<Standing> choose(StrategyChoice choice, OptionalLong expected) {
        return keep(ChoiceText.write(choice), expected);
    }

    /** Lets the environment decide again; as {@link #choose}. */
    Uni<Standing> reset(OptionalLong expected) {
        return keep("", expected);
    }

    private Uni<Standing> keep(String document, OptionalLong expected) {
        return store.keep(document, expected)
                .onFailure(StoreAwayException.class)
                .transform(ChoiceKeeper::unavailable)
                .map(kept -> adopt(kept.orElseThrow(ChoiceKeeper::mismatch)));
    }

    private static ProblemException unavailable(Throwable away) {
        return new ProblemException(
                FailureCode.UNAVAILABLE,
                "the store of strategies (Redis) does not answer; workers are chosen as before");
    }

    private static ProblemException mismatch() {
        return new ProblemException(
                FailureCode.VERSION_MISMATCH, "another choice was made meanwhile");
    }

    /** Where an older one comes late, the next look mends it. */
    @CanIgnoreReturnValue
    private synchronized Standing adopt(Kept kept) {
        StrategyChoice choice = choice(kept);
        standing = new Standing(choice, kept.version(), kept.document());
        balancing.choose(choice);
        LOG.infof(
                "strategies are in force: version=%d, strategy=%s, types=%s, weights=%s",
                kept.version(), choice.strategy().label(), choice.types(), choice.weights());
        return standing;
    }

    /** A choice of a newer Minion may not be understood here; then what is in force stays so. */
    private StrategyChoice choice(Kept kept) {
        if (kept.document().isEmpty()) {
            return balancing.configured();
        }
        try {
            return ChoiceText.read(kept.document().getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException | MalformedJsonException unreadable) {
            LOG.warnf(
                    "the choice of strategies in the store cannot be read: version=%d, reason=%s",
                    kept.version(), unreadable.getMessage());
            return standing.choice();
        }
    }
}
