package dev.minion.dedup.backend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What dedup remembers, where, and for how long. */
@ConfigMapping(prefix = "minion.dedup")
public interface DedupConfig {

    /** Where marks are kept. */
    enum Kind {
        REDIS,
        INMEMORY
    }

    /** Off: nothing is remembered, every key is fresh, every claim is granted. */
    @WithDefault("${DEDUP_ENABLED:true}")
    boolean enabled();

    /** {@code redis}, or {@code inmemory} where there is one dedup process only. */
    @WithDefault("${DEDUP_BACKEND:redis}")
    Kind backend();

    /**
     * Time for one round trip to the backend. Callers give a whole call 100 ms; what comes later
     * helps nobody.
     */
    @WithDefault("80ms")
    Duration callTimeout();

    /**
     * Time to live of a pending mark: longer than a coordinator tries to reach the ledger, so that
     * a repetition of a submission under way is seen as such.
     */
    @WithDefault("30s")
    Duration pendingTime();

    /**
     * Time to live of a committed mark where the caller gave none, in seconds. The ledger keeps the
     * key as long.
     */
    @WithDefault("${IDEMPOTENCY_TTL_SECONDS:86400}")
    long committedSeconds();

    /**
     * How long a claim holds at least; in Redis, where they go many at a time, twice as long at
     * most. A second assignment of the same attempt comes within seconds of a takeover; each claim
     * costs Redis some 100 bytes for as long as it lies there.
     */
    @WithDefault("1m")
    Duration claimTime();

    /** Most items of one call: as many as a batch of submissions has. */
    @WithDefault("10000")
    int batchSize();

    /** Most marks, and most claims, that the in-memory backend keeps (some 200 bytes each). */
    @WithDefault("500000")
    int inmemoryBound();
}
