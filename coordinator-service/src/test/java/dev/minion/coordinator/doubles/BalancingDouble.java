package dev.minion.coordinator.doubles;

import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.StrategyChoice;
import dev.minion.coordinator.pool.core.StrategyName;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** A coordinator that remembers what it was told to do. */
public final class BalancingDouble implements Balancing {

    private final List<StrategyChoice> chosen = new ArrayList<>();
    private final List<Learned> learned = new ArrayList<>();

    /** The choices it was told of. */
    public List<StrategyChoice> chosen() {
        return chosen;
    }

    /** What it knows. */
    public List<Learned> known() {
        return learned;
    }

    @Override
    public StrategyChoice configured() {
        return StrategyChoice.of(StrategyName.LEAST_LOADED);
    }

    @Override
    public void choose(StrategyChoice choice) {
        chosen.add(choice);
    }

    @Override
    public void remember(List<Learned> before) {
        learned.addAll(before);
    }

    @Override
    public Uni<List<Learned>> learned() {
        return Uni.createFrom().item(() -> List.copyOf(learned));
    }
}
