package dev.minion.coordinator.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a task may carry. */
@ConfigMapping(prefix = "minion.payload")
public interface PayloadSettings {

    /**
     * Bytes of one task's input or output, 1 MiB, at most 64. What is larger belongs in a store of
     * its own, with its address in the input.
     */
    @WithDefault("${MINION_MAX_PAYLOAD_BYTES:1048576}")
    int maxBytes();
}
