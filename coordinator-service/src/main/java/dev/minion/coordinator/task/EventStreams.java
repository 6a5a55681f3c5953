package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Task;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** All open streams of server-sent events. */
@ApplicationScoped
class EventStreams {

    private final Watches watches;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    EventStreams(Watches watches) {
        this.watches = watches;
    }

    /**
     * Begins to answer a request with the events of a task, up to its terminal one.
     *
     * @param after the version that the client has seen, or 0
     * @throws dev.minion.coordinator.problem.ProblemException overloaded where too many watch
     */
    void open(RoutingContext request, String namespace, UUID id, long after) {
        EventStream stream = new EventStream(request, namespace, id, after);
        watches.open(stream);
        open.add(stream);
        stream.begin(
                () -> {
                    open.remove(stream);
                    watches.close(stream);
                });
    }

    /** Whether a client that has seen a version has seen the end. */
    static boolean over(Task task, long after) {
        return Statuses.terminal(task.getStatus()) && task.getVersion() <= after;
    }

    /** A sign of life on all streams, so that nobody between takes them for dead. */
    void beat() {
        open.forEach(EventStream::beat);
    }

    /** Ends all streams: the client comes back to another coordinator, with Last-Event-ID. */
    void end() {
        open.forEach(EventStream::end);
    }
}
