package dev.minion.coordinator.schedule;

import dev.minion.contracts.records.TaskChange;
import dev.minion.coordinator.outcome.TaskChangeListener;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Passes the ledger's changes on to the scheduler, once whoever waits was told of them. */
@ApplicationScoped
@Priority(TaskChangeListener.AFTER_WAITERS)
class SchedulingChanges implements TaskChangeListener {

    private static final Logger LOG = Logger.getLogger(SchedulingChanges.class);
    private static final int ID_BYTES = 16;

    private final Scheduling scheduling;

    SchedulingChanges(Scheduling scheduling) {
        this.scheduling = scheduling;
    }

    @Override
    public void changed(List<TaskChange> batch) {
        var ignored =
                scheduling
                        .heard(sound(batch))
                        .whenComplete(
                                (_, refused) -> {
                                    if (refused != null) {
                                        // As if the records were lost: deadlines find the slots.
                                        LOG.warnf(
                                                "changes were dropped: count=%d, reason=%s",
                                                batch.size(), refused.getMessage());
                                    }
                                });
    }

    private static List<TaskChange> sound(List<TaskChange> batch) {
        for (TaskChange change : batch) {
            if (change.getTaskId().size() != ID_BYTES) {
                List<TaskChange> sound = new ArrayList<>(batch);
                sound.removeIf(each -> each.getTaskId().size() != ID_BYTES);
                return sound;
            }
        }
        return batch;
    }
}
