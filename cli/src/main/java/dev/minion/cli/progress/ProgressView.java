package dev.minion.cli.progress;

import java.time.Duration;
import java.util.List;

/** Shows how far a run is. */
public interface ProgressView {

    /**
     * The run was looked at again.
     *
     * @param elapsed since its submission
     */
    void looked(Run run, List<Run.Change> changes, Duration elapsed);

    /** Something to say that is not about a task. */
    void say(String sentence);

    /** The run is over, or is no longer watched. */
    void end(Run run, Duration elapsed);
}
