package dev.minion.worker.handler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much an expression of {@code data.transform} may use. */
@ConfigMapping(prefix = "minion.handlers.transform")
public interface TransformSettings {

    /** Bytes of an expression, 10 KiB: what is longer belongs in a handler of its own. */
    @WithDefault("10240")
    int expressionBytes();

    /** Bytes of all results as JSON, 1 MiB, as the output of a task. */
    @WithDefault("1048576")
    int resultBytes();

    /** Values an expression may give. */
    @WithDefault("10000")
    int results();

    /** Time of one evaluation. */
    @WithDefault("5s")
    Duration time();

    /**
     * Evaluations at a time; 0 means twice the processors and four. One that goes on after its time
     * keeps its place, so this also bounds how many such there can be.
     */
    @WithDefault("0")
    int concurrency();

    /** Time a task waits for a place before it fails and may be tried again. */
    @WithDefault("30s")
    Duration longestWait();
}
