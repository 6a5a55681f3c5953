package dev.minion.coordinator.schedule;

import dev.minion.coordinator.pool.Balancing;
import dev.minion.coordinator.pool.ConfiguredStrategy;
import dev.minion.coordinator.pool.PoolSettings;
import dev.minion.coordinator.pool.core.Learned;
import dev.minion.coordinator.pool.core.StrategyChoice;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Balancing, as the scheduler does it. */
@ApplicationScoped
class SchedulingBalance implements Balancing {

    private final Scheduling scheduling;
    private final StrategyChoice configured;

    SchedulingBalance(Scheduling scheduling, PoolSettings settings) {
        this.scheduling = scheduling;
        this.configured = ConfiguredStrategy.of(settings);
    }

    @Override
    public StrategyChoice configured() {
        return configured;
    }

    @Override
    public void choose(StrategyChoice choice) {
        scheduling.choose(choice);
    }

    @Override
    public void remember(List<Learned> learned) {
        scheduling.remember(learned);
    }

    @Override
    public Uni<List<Learned>> learned() {
        return Uni.createFrom().completionStage(scheduling::learned);
    }
}
