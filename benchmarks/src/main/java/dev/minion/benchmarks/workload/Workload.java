package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Timed;
import java.io.IOException;

/** Something that can be done a number of times and timed. */
public interface Workload {

    /** As in the options and in the output. */
    String name();

    /**
     * Does it.
     *
     * @param tasks how many, 1 or more
     * @throws IOException when the suite cannot be reached, refuses a task, or does not complete
     *     them in time
     */
    Timed run(int tasks) throws IOException;
}
