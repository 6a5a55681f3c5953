package dev.minion.ledger.fold;

import dev.minion.contracts.records.TaskEvent;
import dev.minion.messaging.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one batch says of one task, in order. */
final class TaskReports {

    private final UUID id;
    private final List<Received> records = new ArrayList<>(1);
    private final List<TaskEvent> events = new ArrayList<>(1);

    TaskReports(UUID id) {
        this.id = id;
    }

    void add(Received origin, TaskEvent event) {
        records.add(origin);
        events.add(event);
    }

    /** One that came by a call. */
    void add(TaskEvent event) {
        events.add(event);
    }

    UUID id() {
        return id;
    }

    List<Received> records() {
        return records;
    }

    List<TaskEvent> events() {
        return events;
    }

    /**
     * The completion, where the reports are of one attempt and nothing else has to be decided;
     * otherwise null.
     */
    @Nullable TaskEvent completion() {
        TaskEvent completion = null;
        for (TaskEvent event : events) {
            boolean other =
                    switch (event.getEventCase()) {
                        case STARTED, COMPLETED ->
                                !event.getFence().equals(events.getFirst().getFence());
                        case PROGRESSED, FAILED, RETURNED, EVENT_NOT_SET -> true;
                    };
            if (other) {
                return null;
            }
            if (completion == null && event.hasCompleted()) {
                completion = event;
            }
        }
        return completion;
    }
}
