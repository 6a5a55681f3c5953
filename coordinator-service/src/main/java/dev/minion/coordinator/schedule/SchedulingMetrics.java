package dev.minion.coordinator.schedule;

import dev.minion.contracts.TelemetryKeys;
import dev.minion.coordinator.pool.core.WorkerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows the scheduler's numbers, as of the last tick. */
@ApplicationScoped
class SchedulingMetrics {

    private final Scheduling scheduling;
    private final MeterRegistry registry;

    SchedulingMetrics(Scheduling scheduling, MeterRegistry registry) {
        this.scheduling = scheduling;
        this.registry = registry;
    }

    void register(@Observes StartupEvent started) {
        Gauge.builder(TelemetryKeys.READY_WINDOW, scheduling, s -> s.view().waiting())
                .description("Tasks that wait in this coordinator's windows")
                .register(registry);
        Gauge.builder(TelemetryKeys.IN_FLIGHT, scheduling, s -> s.view().inFlight())
                .description("Attempts that this coordinator has with workers")
                .register(registry);
        FunctionCounter.builder(TelemetryKeys.ASSIGNED, scheduling, s -> s.view().assigned())
                .description("Assignments made")
                .register(registry);
        FunctionCounter.builder(TelemetryKeys.RELEASED, scheduling, s -> s.view().released())
                .description("Attempts that were lost and released")
                .register(registry);
        FunctionCounter.builder(
                        TelemetryKeys.FLOW_CORRECTIONS, scheduling, s -> s.view().corrections())
                .description(
                        "Attempts of keys with limits that were counted and did not run, or ran")
                .register(registry);
        Gauge.builder(TelemetryKeys.OPEN_BREAKERS, scheduling, s -> s.view().openBreakers())
                .description("Circuit breakers of workers and types that are open or half open")
                .register(registry);
        FunctionCounter.builder(
                        TelemetryKeys.BREAKER_OPENINGS, scheduling, s -> s.view().breakerOpenings())
                .description("How often a circuit breaker was opened")
                .register(registry);
        for (WorkerState state : WorkerState.values()) {
            if (state != WorkerState.EXPECTED) {
                Gauge.builder(
                                TelemetryKeys.WORKERS,
                                scheduling,
                                s -> s.view().workersThatAre(state))
                        .tag("status", state.label())
                        .description("Workers by status")
                        .register(registry);
            }
        }
    }
}
