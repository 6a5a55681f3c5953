package dev.minion.coordinator.pool;

import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.StrategyChoice;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * How this coordinator chooses workers, and what it has learned of them. Safe for many threads;
 * never blocks.
 */
public interface Balancing {

    /** What the environment says. */
    StrategyChoice configured();

    /** Other strategies choose from the next decision on; what is under way stays where it is. */
    void choose(StrategyChoice choice);

    /** What was learned before this coordinator began; it goes where nothing is known yet. */
    void remember(List<Learned> learned);

    /** What is known of the workers now, in no order. */
    Uni<List<Learned>> learned();
}
