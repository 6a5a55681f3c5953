package dev.minion.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Periods are long enough that no machine takes one for the other. */
class PulseTest {

    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Queue<Long> steps = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Pulse pulse = new Pulse(this::step, busy::get, SHORT_NANOS);

    private void step(long now) {
        steps.add(now);
    }

    @AfterEach
    void end() {
        pulse.end();
    }

    /** Least time between two of the last steps, in nanoseconds. */
    private long shortestOfLast(int count) {
        Long[] all = steps.toArray(Long[]::new);
        long shortest = Long.MAX_VALUE;
        for (int i = Math.max(1, all.length - count); i < all.length; i++) {
            shortest = Math.min(shortest, all[i] - all[i - 1]);
        }
        return shortest;
    }

    private void untilItRests() {
        await().atMost(SOON)
                .until(() -> steps.size() > 4 && shortestOfLast(3) >= Pulse.LONG_NANOS / 2);
    }

    @Test
    void restsLongerWhenAllIsQuietAndLooksOftenWhileThereIsWork() {
        pulse.start();
        untilItRests();

        busy.set(true);
        await().atMost(SOON).until(() -> shortestOfLast(3) < Pulse.LONG_NANOS / 2);
        busy.set(false);
        untilItRests();
    }

    @Test
    void whatBeginsWakesItAndKeepsItAwakeForAWhile() {
        pulse.start();
        untilItRests();

        long told = System.nanoTime();
        int before = steps.size();
        pulse.quicken();
        await().atMost(SOON).until(() -> steps.size() > before + 10);

        long[] after = steps.stream().mapToLong(Long::longValue).skip(before).limit(10).toArray();
        assertThat(after[9] - told).isLessThan(5 * Pulse.LONG_NANOS);
        untilItRests();
    }

    @Test
    void aStepThatFailsIsNotTheLast() {
        AtomicLong calls = new AtomicLong();
        Pulse failing =
                new Pulse(
                        now -> {
                            calls.incrementAndGet();
                            throw new IllegalStateException("on purpose");
                        },
                        () -> true,
                        Pulse.LONG_NANOS);
        failing.start();
        try {
            await().atMost(SOON).until(() -> calls.get() > 1);
        } finally {
            failing.end();
        }
    }
}
