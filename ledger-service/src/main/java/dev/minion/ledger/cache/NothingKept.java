package dev.minion.ledger.cache;

import dev.minion.contracts.tasks.Task;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** No cache: each call reads its rows. */
public final class NothingKept implements TaskCache {

    @Override
    public Duration keeps() {
        return Duration.ZERO;
    }

    @Override
    public @Nullable Task find(String namespace, UUID id, long notOlderThan) {
        return null;
    }

    @Override
    public Reading reading(Collection<UUID> ids) {
        return Reading.IDLE;
    }

    @Override
    public void put(Reading reading, Collection<Task> tasks) {}

    @Override
    public void changed(UUID id, long version) {}

    @Override
    public void hear() {}
}
