package dev.minion.coordinator.schedule;

import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.schedule.core.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Gives the scheduler what was just committed. */
@ApplicationScoped
class SchedulingShortCut implements CommittedTasks {

    private static final Logger LOG = Logger.getLogger(SchedulingShortCut.class);

    private final Scheduling scheduling;

    SchedulingShortCut(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public void ready(List<ReadyTask> tasks) {
        var _ =
                scheduling
                        .offer(new Event.ReadyArrived(tasks))
                        .whenComplete(
                                (_, refused) -> {
                                    if (refused != null) {
                                        // Their records come through the log.
                                        LOG.tracef("short cut refused: %s", refused.getMessage());
                                    }
                                });
    }
}
