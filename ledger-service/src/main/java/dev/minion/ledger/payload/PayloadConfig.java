package dev.minion.ledger.payload;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How large payloads are kept. */
@ConfigMapping(prefix = "minion.ledger.payloads")
interface PayloadConfig {

    /** Statements about chunks at a time: what moves payloads never holds more connections. */
    @WithDefault("2")
    int transfers();

    /** Chunks that may wait for their turn, 256 KiB each; then the caller is refused for now. */
    @WithDefault("64")
    int waitingTransfers();

    /** How long a payload stays to which nobody refers: far longer than an upload takes. */
    @WithDefault("1h")
    Duration grace();

    /** Between two sweeps; also before the first: reports that refer to some may still come in. */
    @WithDefault("10m")
    Duration sweepEvery();

    /** Payloads that one sweep's transaction removes. */
    @WithDefault("20")
    int sweepBatch();
}
