package dev.minion.coordinator.schedule;

import dev.minion.coordinator.schedule.core.Event;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells the scheduler. */
@ApplicationScoped
class SchedulingPauses implements PauseOrders {

    private final Scheduling scheduling;

    SchedulingPauses(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public void obey(Event.StandingKnown standing) {
        scheduling.obey(standing);
    }
}
