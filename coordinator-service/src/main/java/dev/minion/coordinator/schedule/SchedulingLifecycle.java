package dev.minion.coordinator.schedule;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts scheduling when the application has started, and ends it first when it goes. */
@ApplicationScoped
class SchedulingLifecycle {

    private final Scheduling scheduling;

    SchedulingLifecycle(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    void start(@Observes StartupEvent started) {
        scheduling.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        scheduling.stop();
    }
}
