package dev.minion.ledger.backend;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;

/** A ledger with a database of its own, and not the one that other tests share. */
public final class InMemory implements QuarkusTestProfile {

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(InMemoryServers.class));
    }
}
