package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Findings;
import java.io.IOException;

/** Something that takes minutes, is done once, and has figures of its own. */
public interface Scenario {

    /** As in the options and in the output. */
    String name();

    /**
     * Does it.
     *
     * @throws IOException when the suite cannot be reached, or does not do what it must in time
     */
    Findings run() throws IOException;
}
