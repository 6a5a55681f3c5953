package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Figure;
import dev.minion.benchmarks.figures.Statistics;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits for tasks to complete, each over a connection and on a thread of its own. */
final class Followers implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final double NANOS_PER_MILLI = 1e6;

    private final Suite suite;
    private final Semaphore places;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().daemon().name("follower-", 0).factory());
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger followed = new AtomicInteger();

    Followers(Suite suite, int atOnce) {
        this.suite = suite;
        places = new Semaphore(atOnce);
    }

    /**
     * Follows a task, unless too many are followed already.
     *
     * @param ageNanos since its submission
     */
    void follow(String id, long ageNanos) {
        if (places.tryAcquire()) {
            followed.incrementAndGet();
            long submittedAt = System.nanoTime() - ageNanos;
            threads.execute(() -> await(id, submittedAt));
        }
    }

    private void await(String id, long submittedAt) {
        try (Pump pump = new Pump(suite.endpoint(), 1)) {
            boolean ended = false;
            while (!ended && !Thread.currentThread().isInterrupted()) {
                Response answer = pump.exchange(suite.waiting(id), ANSWER);
                ended = Suite.parse(answer).path("status").asText().equals("completed");
            }
            if (ended) {
                latencies.add(System.nanoTime() - submittedAt);
            }
        } catch (IOException lost) {
            // Told by the number of those that were not seen to end.
        } finally {
            places.release();
        }
    }

    /** Waits until all have ended, at most for the given time. */
    void finish(Duration limit) throws IOException {
        threads.shutdown();
        try {
            var _ = threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    List<Figure> figures() {
        long[] nanos = latencies.stream().mapToLong(Long::longValue).toArray();
        return List.of(
                Figure.of("followed_tasks", followed.get()),
                Figure.of("followed_not_seen_to_end", followed.get() - nanos.length),
                Figure.of("end_to_end_p50_ms", Statistics.percentile(nanos, 50) / NANOS_PER_MILLI),
                Figure.of("end_to_end_p99_ms", Statistics.percentile(nanos, 99) / NANOS_PER_MILLI),
                Figure.of(
                        "end_to_end_max_ms", Statistics.percentile(nanos, 100) / NANOS_PER_MILLI));
    }

    @Override
    public void close() {
        var _ = threads.shutdownNow();
    }
}
