package dev.minion.benchmarks.workload;

import com.google.errorprone.annotations.FormatMethod;
import dev.minion.benchmarks.figures.Consumed;
import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.OpenLoop;
import dev.minion.benchmarks.http.Schedule;
import dev.minion.benchmarks.usage.Meter;
import dev.minion.benchmarks.usage.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * More than the suite can do.
 *
 * <p>First the peak: W1, by clients that wait for their answers. Then batches are offered at a
 * multiple of that rate, each at its due time, by clients that honour nothing: an answer that asks
 * to come again later changes nothing. Goodput is what the ledger records complete meanwhile, as a
 * share of the peak. Some of the accepted batches are followed to the visible result of their last
 * task. After the end a lone task is tried again and again, until one takes at most twice what it
 * took before.
 */
public final class Overload implements Scenario {

    private static final int LONE_TASKS = 200;
    private static final double NEAR = 2;
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration LATE_ANSWERS = Duration.ofSeconds(30);
    private static final int FOLLOWED_AT_ONCE = 256;

    private final Suite suite;
    private final Flood w1;
    private final Completions completions;
    private final Processes processes;
    private final Plan plan;
    private final Consumer<String> progress;

    /**
     * What is to be done.
     *
     * @param peakTasks by which the peak is found
     * @param factor of the peak that is offered
     * @param seconds of the offer
     * @param batch tasks in a request
     * @param connections at most; what is due while all are busy is not sent
     */
    public record Plan(int peakTasks, double factor, int seconds, int batch, int connections) {}

    /** Over this suite. */
    public Overload(
            Suite suite,
            Flood w1,
            Completions completions,
            Processes processes,
            Plan plan,
            Consumer<String> progress) {
        this.suite = suite;
        this.w1 = w1;
        this.completions = completions;
        this.processes = processes;
        this.plan = plan;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public Findings run() throws IOException {
        double lone = OneAtATime.tasks(suite).run(LONE_TASKS).percentileMillis(50);
        Timed peak = w1.run(plan.peakTasks());
        say("overload: peak %,.0f/s, a lone task %.1f ms", peak.tasksPerSecond(), lone);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("peak_tasks_per_s", peak.tasksPerSecond()));
        try (Meter meter = new Meter(processes);
                Followers followers = new Followers(suite, FOLLOWED_AT_ONCE)) {
            offer(figures, peak.tasksPerSecond(), followers);
            Consumed consumed = meter.read();
            figures.add(Figure.of("peak_rss_mib", consumed.peakTotalMib()));
            figures.add(Figure.of("lone_p50_ms_before", lone));
            long end = System.nanoTime();
            figures.add(new Figure("recovery_s", recovery(lone)));
            followers.finish(RECOVERY.minusNanos(System.nanoTime() - end));
            figures.addAll(followers.figures());
            return new Findings(figures, consumed.peakMib());
        }
    }

    private void offer(List<Figure> figures, double peak, Followers followers) throws IOException {
        double batches = peak * plan.factor() / plan.batch();
        Schedule schedule = Schedule.over(batches, plan.seconds());
        var request =
                Submission.BATCH.request(
                        suite.endpoint(), name(), name() + "-" + UUID.randomUUID(), plan.batch());
        // About one a second is followed.
        Tally tally = new Tally(request, plan.batch(), (int) Math.ceil(batches), followers);
        say("overload: %,.0f/s for %d s", batches * plan.batch(), plan.seconds());
        try (OpenLoop loop = new OpenLoop(suite.endpoint(), plan.connections())) {
            long before = completions.count();
            long start = System.nanoTime();
            loop.offer(schedule, tally);
            double completed = completions.count() - before;
            double seconds = (System.nanoTime() - start) / 1e9;
            loop.drain(tally, LATE_ANSWERS);
            say("overload: %,.0f/s completed", completed / seconds);
            figures.add(
                    Figure.of(
                            "offered_tasks_per_s",
                            (double) schedule.count() * plan.batch() / seconds));
            figures.add(Figure.of("goodput_tasks_per_s", completed / seconds));
            figures.add(Figure.of("goodput_ratio", completed / seconds / peak));
            figures.addAll(tally.figures());
            figures.add(Figure.of("driver_lag_max_ms", loop.longestLagNanos() / 1e6));
        }
    }

    /** Seconds until a lone task is about as fast as before; null when none was. */
    private @Nullable Double recovery(double lone) throws IOException {
        long start = System.nanoTime();
        long end = start + RECOVERY.toNanos();
        for (long left = RECOVERY.toNanos(); left > 0; left = end - System.nanoTime()) {
            long from = System.nanoTime();
            if (!OneAtATime.done(suite, Duration.ofNanos(left))) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else if ((System.nanoTime() - from) / 1e6 <= lone * NEAR) {
                double seconds = (from - start) / 1e9;
                say("overload: a lone task is as before after %.1f s", seconds);
                return seconds;
            }
        }
        say("overload: no lone task as before within %d s", RECOVERY.toSeconds());
        return null;
    }

    @FormatMethod
    private void say(String pattern, Object... values) {
        progress.accept(String.format(Locale.ROOT, pattern, values));
    }
}
