package dev.minion.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * The running suite as its clients see it.
 *
 * @param endpoint of the coordinator
 * @param limit after which a part that is not done has failed
 */
public record Suite(Endpoint endpoint, Duration limit) {

    static final String TASKS = "/api/v1/tasks";

    /** The query of a request that is answered with the end of its task. */
    static final String WAIT = "wait=30s";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long COUNT_PAUSE_NANOS = Duration.ofMillis(25).toNanos();

    /** Whether the interface answers at all. */
    public void check() throws IOException {
        try (Pump pump = new Pump(endpoint, 1)) {
            Response answer =
                    pump.exchange(endpoint.get(TASKS + "?limit=1"), Duration.ofSeconds(30));
            if (answer.status() != 200) {
                throw new IOException("GET " + TASKS + " answers " + answer.quoted());
            }
        }
    }

    /** The request that waits for a task to end. */
    Request waiting(String id) {
        return endpoint.get(TASKS + "/" + id + "?" + WAIT);
    }

    static JsonNode parse(Response response) throws IOException {
        return JSON.readTree(response.body());
    }

    /**
     * Waits until the ledger counts so many completed tasks in the session.
     *
     * @param since no task of the session is older: the ledger then looks at few others
     * @param lastId of a task submitted late
     * @throws IOException when the time is over, or a task ended otherwise
     */
    void awaitCompleted(String session, int tasks, Instant since, String lastId)
            throws IOException {
        long start = System.nanoTime();
        try (Pump pump = new Pump(endpoint, 1)) {
            pump.exchange(waiting(lastId), limit);
            Request count = endpoint.get(counting(session, since, "status=completed"));
            long completed = total(pump, count);
            while (completed < tasks && System.nanoTime() - start < limit.toNanos()) {
                LockSupport.parkNanos(COUNT_PAUSE_NANOS);
                completed = total(pump, count);
            }
            if (completed != tasks) {
                long known = total(pump, endpoint.get(counting(session, since, "sort=created_at")));
                throw new IOException(
                        "%d of %d tasks are recorded complete, %d are known to the ledger"
                                .formatted(completed, tasks, known));
            }
        }
    }

    private static String counting(String session, Instant since, String filter) {
        return TASKS
                + "?session_id="
                + session
                + "&created_after="
                + since
                + "&"
                + filter
                + "&count=true&limit=1";
    }

    private long total(Pump pump, Request request) throws IOException {
        Response answer = pump.exchange(request, limit);
        JsonNode total = parse(answer).path("total");
        if (answer.status() != 200 || !total.isNumber()) {
            throw new IOException("the count of completed tasks is answered by " + answer.quoted());
        }
        return total.asLong();
    }
}
