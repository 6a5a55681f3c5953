package dev.minion.ledger.publication;

import dev.minion.ledger.cache.TaskCache;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells later what only those who watch want to know, together with what comes after it: a record
 * by itself costs as much of a processor as the change that it tells of.
 */
@ApplicationScoped
public class Gathering {

    /** Nobody who watches sees a difference. */
    private static final long MILLIS = 20;

    /** What is gathered is told at once when it is so many changes. */
    private static final int MOST = 1_000;

    /** Runs something after {@link #MILLIS}. */
    private final Consumer<Runnable> later;

    private final Consumer<Effects> told;

    /** Other replicas must hear at once what made their caches old. */
    private final boolean caching;

    /** Guarded by this. */
    private @Nullable Effects gathered;

    @Inject
    Gathering(Vertx vertx, Announcements announcements, TaskCache cache) {
        this(
                step -> vertx.setTimer(MILLIS, timer -> step.run()),
                announcements::tell,
                cache.keeps().isPositive());
    }

    Gathering(Consumer<Runnable> later, Consumer<Effects> told, boolean caching) {
        this.later = later;
        this.told = told;
        this.caching = caching;
    }

    void stop(@Observes ShutdownEvent ended) {
        tell();
    }

    /** As {@link Announcements#tell}, within some milliseconds; lost where this process ends. */
    public void tell(Effects effects) {
        if (caching) {
            told.accept(effects);
            return;
        }
        boolean first;
        boolean full;
        synchronized (this) {
            first = gathered == null;
            Effects all = gathered == null ? new Effects() : gathered;
            all.addAll(effects);
            gathered = all;
            full = all.changes().size() >= MOST;
        }
        if (full) {
            tell();
        } else if (first) {
            later.accept(this::tell);
        }
    }

    private void tell() {
        Effects all;
        synchronized (this) {
            all = gathered;
            gathered = null;
        }
        if (all != null) {
            told.accept(all);
        }
    }
}
