package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code demo.sleep}: takes {@code {"duration": "2s", "resume", "extend"}}, waits so long, and
 * tells its progress about every tenth of it, at most every 100 ms. With {@code resume} it goes on
 * where an earlier attempt was; with {@code extend} it takes more time before each step. The output
 * is {@code {"slept_ms"}}.
 */
@Singleton
public final class SleepHandler implements Handler {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final String SLEPT = "slept_ms";

    /** What it takes beyond its next step, to end in time. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final long SHORTEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Override
    public String type() {
        return "demo.sleep";
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException, InterruptedException {
        TaskInput input = TaskInput.of(context.input(), Set.of("duration", "resume", "extend"));
        Duration duration = input.duration("duration", Duration.ofSeconds(1), LONGEST);
        new Sleep(context, duration, input.flag("resume"), input.flag("extend")).run();
        return JsonNodeFactory.instance.objectNode().put(SLEPT, duration.toMillis());
    }

    /** One attempt's sleep. */
    private record Sleep(
            HandlerContext context, Duration duration, boolean resumes, boolean takesTime) {

        void run() throws InterruptedException {
            long total = duration.toNanos();
            long step = Math.max(SHORTEST_STEP_NANOS, total / 10);
            long before = resumes ? sleptBefore() : 0;
            long start = System.nanoTime();
            long slept = before;
            while (slept < total) {
                extend(step);
                pause(Math.min(step, total - slept));
                slept = before + System.nanoTime() - start;
                if (slept < total) {
                    tell(slept, (int) (slept / (total / 100.0)));
                }
            }
        }

        private long sleptBefore() {
            return TimeUnit.MILLISECONDS.toNanos(context.details().path(SLEPT).asLong(0));
        }

        private void extend(long step) {
            if (takesTime) {
                var _ = context.extend(Duration.ofNanos(step).plus(MARGIN));
            }
        }

        private void tell(long slept, int percent) {
            if (resumes) {
                long millis = TimeUnit.NANOSECONDS.toMillis(slept);
                context.progress(
                        percent,
                        "sleeping",
                        JsonNodeFactory.instance.objectNode().put(SLEPT, millis));
            } else {
                context.progress(percent, "sleeping");
            }
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        // A permit that never comes: waits out the time, and ends at an interrupt.
        boolean never = new Semaphore(0).tryAcquire(nanos, TimeUnit.NANOSECONDS);
        if (never) {
            throw new IllegalStateException("A permit that nobody gave");
        }
    }
}
