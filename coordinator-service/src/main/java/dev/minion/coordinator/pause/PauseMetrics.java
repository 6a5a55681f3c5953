package dev.minion.coordinator.pause;

import dev.minion.contracts.TelemetryKeys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows how much is paused. */
@ApplicationScoped
class PauseMetrics {

    private final PausesInForce inForce;
    private final MeterRegistry registry;

    PauseMetrics(PausesInForce inForce, MeterRegistry registry) {
        this.inForce = inForce;
        this.registry = registry;
    }

    void register(@Observes StartupEvent started) {
        Gauge.builder(TelemetryKeys.PAUSES, inForce, PausesInForce::count)
                .description("Pauses that this coordinator obeys, but for those of single tasks")
                .register(registry);
    }
}
