package dev.minion.ledger.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the registry is kept. */
@ConfigMapping(prefix = "minion.ledger.agents")
interface AgentConfig {

    /** Between two writes: heartbeats never touch rows one by one. */
    @WithDefault("3s")
    Duration writeEvery();

    /** Silence after which an agent is shown as lost: several heartbeats and a write. */
    @WithDefault("15s")
    Duration lostAfter();

    /** Agents whose heartbeats are gathered between two writes; of more, some wait for the next. */
    @WithDefault("10000")
    int gathered();
}
