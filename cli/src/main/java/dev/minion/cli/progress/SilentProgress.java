package dev.minion.cli.progress;

import java.time.Duration;
import java.util.List;

/** Shows nothing; for programs, which read the result. */
public final class SilentProgress implements ProgressView {

    @Override
    public void looked(Run run, List<Run.Change> changes, Duration elapsed) {}

    @Override
    public void say(String sentence) {}

    @Override
    public void end(Run run, Duration elapsed) {}
}
