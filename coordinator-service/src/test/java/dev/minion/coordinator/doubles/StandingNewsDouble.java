package dev.minion.coordinator.doubles;

import dev.minion.coordinator.pause.StandingNews;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it was told. */
@ApplicationScoped
public class StandingNewsDouble implements StandingNews {

    private final AtomicInteger told = new AtomicInteger();

    @Override
    public void changed() {
        told.incrementAndGet();
    }

    /** How often so far. */
    public int told() {
        return told.get();
    }
}
