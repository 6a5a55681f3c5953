package dev.minion.coordinator.strategy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Whether the store answers; a line in the log when that changes, not at each call. */
@ApplicationScoped
class StoreNews {

    private static final Logger LOG = Logger.getLogger(StoreNews.class);

    private final AtomicBoolean away = new AtomicBoolean();

    /** It has answered. */
    void answered() {
        if (away.compareAndSet(true, false)) {
            LOG.info("the store of strategies answers again");
        }
    }

    /** It has not. */
    void failed(Throwable failure) {
        if (away.compareAndSet(false, true)) {
            LOG.warnf(
                    "the store of strategies does not answer: work goes on with what is known,"
                            + " reason=%s",
                    failure.getMessage());
        }
    }

    boolean away() {
        return away.get();
    }
}
