package dev.minion.worker.registration;

import dev.minion.worker.handler.Handler;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The handlers of this worker, by task type. */
@Singleton
public final class HandlerCatalog {

    private final Map<String, Handler> handlers = new HashMap<>();

    HandlerCatalog(@All List<Handler> all, WorkerConfig config) {
        for (Handler handler : all) {
            if (config.types().isEmpty() || config.types().get().contains(handler.type())) {
                add(handler);
            }
        }
    }

    private void add(Handler handler) {
        Handler other = handlers.put(handler.type(), handler);
        if (other != null) {
            throw new IllegalStateException(
                    "two handlers for type "
                            + handler.type()
                            + ": "
                            + other.getClass().getName()
                            + " and "
                            + handler.getClass().getName());
        }
    }

    /** The handler of a type, empty where this worker has none. */
    public Optional<Handler> find(String type) {
        return Optional.ofNullable(handlers.get(type));
    }

    /** The types, sorted. */
    public List<String> types() {
        return handlers.keySet().stream().sorted().toList();
    }
}
