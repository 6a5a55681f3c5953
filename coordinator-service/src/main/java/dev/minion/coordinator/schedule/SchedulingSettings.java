package dev.minion.coordinator.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The numbers of scheduling. */
@ConfigMapping(prefix = "minion.schedule")
public interface SchedulingSettings {

    /** Task partitions; the same number everywhere, for the life of a ledger. */
    @WithDefault("${MINION_PARTITIONS:6}")
    int partitions();

    /**
     * Tasks that wait here per partition; the rest waits in the ledger, and reading it back costs
     * as much as a third of all else a task costs. A burst of 100,000 fits, in some 60 MB.
     */
    @WithDefault("16000")
    int window();

    /**
     * Bytes of inputs that waiting tasks keep in memory; beyond, an input is loaded at dispatch.
     * Thousands of usual inputs, and a fraction of a small heap.
     */
    @WithDefault("67108864")
    long inlineBytes();

    /** Ended attempts that are remembered: more than end while a page is read. */
    @WithDefault("65536")
    int recents();

    /** Batches of records that wait for the loop; with more, the sources are told to come again. */
    @WithDefault("10000")
    int inbox();

    /**
     * An assignment that no heartbeat named for this long is lost: several heartbeats and a slow
     * log, so that hardly one is lost that was not.
     */
    @WithDefault("10s")
    Duration confirm();

    /** An attempt that its worker no longer names, and without an outcome, is lost after this. */
    @WithDefault("10s")
    Duration lost();

    /** What a stopped worker left behind is released after this: outcomes may be on their way. */
    @WithDefault("2s")
    Duration parting();

    /** After a run timeout the worker has this long to say so itself. */
    @WithDefault("5s")
    Duration runGrace();

    /**
     * A new owner listens this long before it assigns: two rounds of heartbeats; or until each
     * worker has spoken.
     */
    @WithDefault("2s")
    Duration listen();

    /**
     * How often an owner reads from the ledger what it does not hold: heals lost records. Where
     * that takes more than 50 ms it rests a hundred times as long, six times this at most.
     */
    @WithDefault("5s")
    Duration reconcile();

    /** Pause after something failed. */
    @WithDefault("1s")
    Duration retry();

    /** Releases of a dead worker's attempts spread over this. */
    @WithDefault("500ms")
    Duration jitter();

    /** Releases asked for per tick: 2,500 a second leave the ledger room for other work. */
    @WithDefault("500")
    int releasesPerTick();

    /** How often deadlines are looked at. */
    @WithDefault("200ms")
    Duration tick();

    /** Without a heartbeat for this long the log is probed: one and a half intervals. */
    @WithDefault("1500ms")
    Duration probeAfter();

    /**
     * How long a task of several slots waits for a worker that has them free. Then it goes to one
     * where it waits for what runs there, which leaves slots idle meanwhile.
     */
    @WithDefault("2s")
    Duration slotPatience();

    /** Assignments published in one call; one call fails as a whole. */
    @WithDefault("500")
    int publishBatch();

    /**
     * Attempts that were assigned by calls to their workers and have not ended, at most: a lone
     * task is faster by a call, a flood cheaper through the log. With 0 all of it goes through the
     * log.
     */
    @WithDefault("${COORDINATOR_ASSIGN_CALLS:8}")
    int assignCalls();

    /** Inputs loaded in one call: so many of the largest fit into one message. */
    @WithDefault("8")
    int inputBatch();

    /** Calls for inputs under way at a time. */
    @WithDefault("8")
    int inputCalls();

    /** Time for one call to the ledger. */
    @WithDefault("5s")
    Duration ledgerTimeout();

    /**
     * How much namespaces weigh where they compete, like {@code web=3,batch=0.5}; the others weigh
     * 1. Twice the weight is twice the share.
     */
    @WithDefault("${MINION_NAMESPACE_WEIGHTS:}")
    Optional<String> namespaceWeights();
}
