package dev.minion.worker.heartbeat;

import dev.minion.worker.drain.DrainState;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: coordinators can know this worker, and it takes work. Dedup is no part of it. */
@Readiness
@ApplicationScoped
class Registered implements HealthCheck {

    private final Heartbeats heartbeats;
    private final DrainState drain;

    Registered(Heartbeats heartbeats, DrainState drain) {
        this.heartbeats = heartbeats;
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("registered")
                .status(heartbeats.registered() && !drain.draining())
                .withData("registered", heartbeats.registered())
                .withData("draining", drain.draining())
                .build();
    }
}
