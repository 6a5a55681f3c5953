package dev.minion.cli.progress;

import dev.minion.cli.client.Coordinator;
import dev.minion.cli.client.TaskView;
import dev.minion.cli.client.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at a run again and again until it is over. A coordinator that does not answer for a while
 * is asked again: it may be restarting, and the work goes on without it.
 */
public final class Follow {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 500;
    private static final int SINGLE_QUESTIONS = 50;

    private final Coordinator coordinator;
    private final ProgressView view;
    private final InstantSource clock;
    private final Consumer<Duration> pause;

    public Follow(
            Coordinator coordinator,
            ProgressView view,
            InstantSource clock,
            Consumer<Duration> pause) {
        this.coordinator = coordinator;
        this.view = view;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Returns when every task of the run has ended.
     *
     * @throws Unreachable when the coordinator does not answer for a minute
     */
    public void toTheEnd(Run run, String session) {
        Instant from = clock.instant();
        Instant answered = from;
        boolean lost = false;
        while (true) {
            try {
                List<Run.Change> changes = run.seen(look(run, session));
                answered = clock.instant();
                lost = false;
                view.looked(run, changes, Duration.between(from, answered));
            } catch (Unreachable unreachable) {
                if (Duration.between(answered, clock.instant()).compareTo(PATIENCE) > 0) {
                    throw unreachable;
                }
                if (!lost) {
                    view.say("The coordinator does not answer; asking again.");
                    lost = true;
                }
            }
            if (run.over()) {
                view.end(run, Duration.between(from, clock.instant()));
                return;
            }
            pause.accept(run.total() > LARGE ? SOON.multipliedBy(4) : SOON);
        }
    }

    /** The session's tasks, and those that are in another session one by one, some at a time. */
    private List<TaskView> look(Run run, String session) {
        List<TaskView> seen = new ArrayList<>(coordinator.ofSession(session));
        Set<String> known = seen.stream().map(TaskView::id).collect(Collectors.toSet());
        Set<String> missing = new HashSet<>();
        run.open().stream()
                .map(TaskView::id)
                .filter(id -> !known.contains(id))
                .forEach(missing::add);
        missing.stream()
                .limit(SINGLE_QUESTIONS)
                .forEach(id -> seen.add(TaskView.of(coordinator.task(id))));
        return seen;
    }
}
