package dev.minion.coordinator.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What request bodies may cost. */
@ConfigMapping(prefix = "minion.http")
interface BodySettings {

    /**
     * Bytes of large bodies that may be under way at a time, 48 MiB: each is held about five times
     * over until the ledger has it, and that has to fit the heap. Then 429.
     */
    @WithDefault("50331648")
    long bodyBytesInFlight();
}
