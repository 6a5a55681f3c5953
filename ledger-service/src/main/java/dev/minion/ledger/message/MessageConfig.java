package dev.minion.ledger.message;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages expire. */
@ConfigMapping(prefix = "minion.ledger.messages")
interface MessageConfig {

    /** Between two looks for deliveries whose time is over: how late their status may say so. */
    @WithDefault("2s")
    Duration expireEvery();

    /** Deliveries that expire in one statement. */
    @WithDefault("1000")
    int expiryBatch();
}
