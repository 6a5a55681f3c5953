package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code demo.sleep}: takes {@code {"duration": "2s"}}, waits so long, and tells its progress about
 * every tenth of it, at most every 100 ms. The output is {@code {"slept_ms"}}.
 */
@Singleton
public final class SleepHandler implements Handler {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long SHORTEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Override
    public String type() {
        return "demo.sleep";
    }

    @Override
    public JsonNode run(HandlerContext context) throws HandlerException, InterruptedException {
        TaskInput input = TaskInput.of(context.input(), Set.of("duration"));
        Duration duration = input.duration("duration", Duration.ofSeconds(1), LONGEST);
        sleep(duration.toNanos(), context);
        return JsonNodeFactory.instance.objectNode().put("slept_ms", duration.toMillis());
    }

    private static void sleep(long total, HandlerContext context) throws InterruptedException {
        long start = System.nanoTime();
        long step = Math.max(SHORTEST_STEP_NANOS, total / 10);
        long slept = 0;
        while (slept < total) {
            pause(Math.min(step, total - slept));
            slept = System.nanoTime() - start;
            if (slept < total) {
                context.progress((int) (slept / (total / 100.0)), "sleeping");
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
