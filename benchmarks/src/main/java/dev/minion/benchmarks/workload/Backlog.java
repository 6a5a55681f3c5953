package dev.minion.benchmarks.workload;

import com.google.errorprone.annotations.FormatMethod;
import dev.minion.benchmarks.figures.Consumed;
import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.usage.HeldProcess;
import dev.minion.benchmarks.usage.Meter;
import dev.minion.benchmarks.usage.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * W1 while a backlog stands.
 *
 * <p>The worker is held while the backlog comes in, so that nothing of it is done, and let go. Once
 * it works again, further tasks are submitted; the clock stops when all of them are acknowledged
 * and at least as many tasks have completed since it started, older ones: the suite keeps the
 * order. The rate is that of all that have completed meanwhile, as in W1; how fast the new ones
 * went in is told beside it. What is left is then waited for, unless it is not wanted: to cancel
 * tasks one by one would take longer than to do them.
 */
public final class Backlog implements Scenario {

    private static final int PORTION = 20_000;
    private static final int AT_WORK = 1_000;
    private static final long STEP = 100_000;

    private final Suite suite;
    private final Flood flood;
    private final Completions completions;
    private final Processes processes;
    private final Plan plan;
    private final Consumer<String> progress;

    /**
     * What is to be done.
     *
     * @param worker the pid of the only worker
     * @param backlog tasks that stand
     * @param tasks that are submitted, and completed, while they do
     * @param drain whether what is left is waited for
     * @param w1PerSecond the rate of W1 without a backlog, to compare with
     */
    public record Plan(long worker, int backlog, int tasks, boolean drain, double w1PerSecond) {}

    /**
     * Over this suite.
     *
     * @param flood submits
     */
    public Backlog(
            Suite suite,
            Flood flood,
            Completions completions,
            Processes processes,
            Plan plan,
            Consumer<String> progress) {
        this.suite = suite;
        this.flood = flood;
        this.completions = completions;
        this.processes = processes;
        this.plan = plan;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Findings run() throws IOException {
        try (Meter peaks = new Meter(processes)) {
            List<Figure> figures = new ArrayList<>();
            long before = completions.count();
            double filling = fill(before);
            figures.add(Figure.of("backlog_tasks", plan.backlog()));
            figures.add(Figure.of("fill_per_s", plan.backlog() / filling));
            long resumed = System.nanoTime();
            completions.await(
                    before + Math.min(AT_WORK, plan.backlog()), suite.limit(), count -> {});
            figures.add(Figure.of("resume_s", seconds(resumed)));
            measure(figures);
            long all = before + plan.backlog() + plan.tasks();
            long left = all - completions.count();
            figures.add(Figure.of("left_tasks", left));
            if (plan.drain() && left > 0) {
                figures.add(Figure.of("drain_per_s", left / drain(all)));
            }
            Consumed consumed = peaks.read();
            figures.add(Figure.of("peak_rss_mib", consumed.peakTotalMib()));
            return new Findings(figures, consumed.peakMib());
        }
    }

    /** Seconds that the submission of the backlog took. */
    private double fill(long before) throws IOException {
        try (HeldProcess worker = HeldProcess.hold(plan.worker(), "worker")) {
            long start = System.nanoTime();
            for (int done = 0; done < plan.backlog(); done += PORTION) {
                flood.submit(Math.min(PORTION, plan.backlog() - done));
                if ((done + PORTION) % STEP == 0) {
                    say("backlog: %,d of %,d tasks submitted", done + PORTION, plan.backlog());
                }
            }
            double seconds = seconds(start);
            long completed = completions.count() - before;
            if (completed > AT_WORK) {
                throw new IOException(
                        completed + " tasks completed meanwhile: the held worker is not alone");
            }
            worker.letGo();
            return seconds;
        }
    }

    private void measure(List<Figure> figures) throws IOException {
        try (Meter meter = new Meter(processes)) {
            long start = System.nanoTime();
            long before = completions.count();
            flood.submit(plan.tasks());
            figures.add(Figure.of("submitted_per_s", plan.tasks() / seconds(start)));
            long all = completions.await(before + plan.tasks(), suite.limit(), count -> {});
            long completed = all - before;
            double rate = completed / seconds(start);
            Consumed consumed = meter.read();
            say(
                    "backlog: %,d tasks submitted on top, %,d completed meanwhile, %,.0f/s",
                    plan.tasks(), completed, rate);
            figures.add(Figure.of("tasks_per_s", rate));
            figures.add(Figure.of("w1_tasks_per_s", plan.w1PerSecond()));
            figures.add(Figure.of("ratio_to_w1", rate / plan.w1PerSecond()));
            figures.add(
                    Figure.of("cpu_s_per_1000", consumed.totalCpuSeconds() * 1_000 / completed));
        }
    }

    /** Seconds until all is done. */
    private double drain(long all) throws IOException {
        long start = System.nanoTime();
        long[] next = {all - STEP};
        while (next[0] > 0 && next[0] - STEP > completions.count()) {
            next[0] -= STEP;
        }
        completions.await(
                all,
                suite.limit(),
                count -> {
                    if (count >= next[0] && count < all) {
                        say("backlog: %,d tasks left", all - count);
                        next[0] += STEP;
                    }
                });
        return seconds(start);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    @FormatMethod
    private void say(String pattern, Object... values) {
        progress.accept(String.format(Locale.ROOT, pattern, values));
    }
}
