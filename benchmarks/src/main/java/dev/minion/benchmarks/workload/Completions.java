package dev.minion.benchmarks.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * How many tasks the ledger has recorded complete since its start, as its metrics tell: of all
 * namespaces, at the price of a page of text however many tasks there are.
 */
public final class Completions implements AutoCloseable {

    private static final String SERIES = "minion_tasks_finished_total{status=\"completed\"} ";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final Pump pump;
    private final Request question;

    /**
     * Connects.
     *
     * @param ledger where the ledger serves its metrics
     */
    public Completions(Endpoint ledger) throws IOException {
        pump = new Pump(ledger, 1);
        question = ledger.get("/q/metrics");
    }

    /** The count at this moment; 0 before the first. */
    public long count() throws IOException {
        Response answer = pump.exchange(question, ANSWER);
        if (answer.status() != 200) {
            throw new IOException("the ledger's metrics are answered by " + answer.quoted());
        }
        return count(new String(answer.body(), UTF_8));
    }

    static long count(String page) throws IOException {
        return page.lines()
                .filter(line -> line.startsWith(SERIES))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(SERIES.length())))
                .sum();
    }

    /**
     * Looks until there are so many.
     *
     * @param seen is told of each look
     * @return the last count
     * @throws IOException when there has been none more for the given time
     */
    long await(long wanted, Duration patience, LongConsumer seen) throws IOException {
        long count = count();
        long last = count;
        long changedAt = System.nanoTime();
        while (count < wanted) {
            LockSupport.parkNanos(PAUSE_NANOS);
            count = count();
            seen.accept(count);
            if (count > last) {
                last = count;
                changedAt = System.nanoTime();
            } else if (System.nanoTime() - changedAt > patience.toNanos()) {
                throw new IOException(
                        "no task has completed for %d s; %d are missing"
                                .formatted(patience.toSeconds(), wanted - count));
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        pump.close();
    }
}
