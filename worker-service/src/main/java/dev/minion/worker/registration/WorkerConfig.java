package dev.minion.worker.registration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What this worker is and how it behaves. */
@ConfigMapping(prefix = "minion.worker")
public interface WorkerConfig {

    /** Its name for people; the id is the name and a random part, new at each start. */
    @WithDefault("${WORKER_NAME:worker}")
    String name();

    /**
     * host:port where coordinators reach its gRPC service, in numbers or as a name they can
     * resolve; by default the address it listens on, and this host's where that is all of them.
     * "none" has everything go through the log.
     */
    @WithDefault("${WORKER_ADDRESS:}")
    Optional<String> address();

    /** Attempts it runs at once. Handlers are virtual threads: what they hold is the limit. */
    @WithDefault("${WORKER_CAPACITY:1000}")
    int capacity();

    /**
     * The most attempts beyond its capacity that it asks for. It asks for what it ended within the
     * last quarter of a second, so a worker whose handlers take long has next to none waiting, and
     * one with short ones never waits for the way through the log.
     */
    @WithDefault("${WORKER_PREFETCH:3000}")
    int prefetch();

    /** What tasks may ask for beyond a type, like {@code zone=eu,gpu=a100}: see docs/routing.md. */
    @WithDefault("${WORKER_LABELS:}")
    Optional<String> labels();

    /** Task types it takes; all that it has handlers for where absent. */
    Optional<Set<String>> types();

    /** Its role, for messages to a role. */
    @WithDefault("worker")
    String role();

    /** Time between heartbeats; coordinators give a worker up after about four. */
    @WithDefault("1s")
    Duration heartbeatInterval();

    /**
     * How long an attempt may run in all whose handler extends its time. A task that sets itself a
     * longer run timeout has that one.
     */
    @WithDefault("${WORKER_LONGEST_RUN:24h}")
    Duration longestRun();

    /** How long a stop lets running handlers finish before it interrupts them. */
    @WithDefault("${WORKER_DRAIN_GRACE:20s}")
    Duration drainGrace();

    /**
     * Ends of attempts that are told to the ledger by a call where there are no more at once, which
     * is faster for a lone task; more go through the log, which is cheaper. With 0 all of them do.
     */
    @WithDefault("${WORKER_REPORT_CALL:8}")
    int reportCall();

    /** How long the ledger may take to answer such a call, before the log gets them as well. */
    @WithDefault("1s")
    Duration reportCallPatience();

    /** The largest output of a handler, in bytes of JSON. */
    @WithDefault("${MINION_MAX_PAYLOAD_BYTES:1048576}")
    int maxOutputBytes();
}
