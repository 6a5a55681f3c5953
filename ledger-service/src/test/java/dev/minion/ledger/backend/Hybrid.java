package dev.minion.ledger.backend;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A ledger with a cache. */
public final class Hybrid implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("minion.ledger.backend.type", "hybrid");
    }
}
