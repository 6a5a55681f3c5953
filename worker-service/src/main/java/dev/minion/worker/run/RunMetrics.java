package dev.minion.worker.run;

import dev.minion.contracts.TelemetryKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What runs cost, by type. */
@Singleton
class RunMetrics {

    private final MeterRegistry registry;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    RunMetrics(MeterRegistry registry, AttemptRegister register) {
        this.registry = registry;
        registry.gauge(TelemetryKeys.WORKER_RUNNING, register, AttemptRegister::taken);
    }

    void ran(String type, long nanos) {
        timers.computeIfAbsent(type, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String type) {
        return Timer.builder(TelemetryKeys.HANDLER_DURATION)
                .tag(TelemetryKeys.TASK_TYPE, type)
                .register(registry);
    }
}
