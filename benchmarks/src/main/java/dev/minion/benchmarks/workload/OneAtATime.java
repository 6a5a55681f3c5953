package dev.minion.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Conversation;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** W2: a task is submitted when the one before is seen completed. */
public final class OneAtATime implements Workload {

    private final Suite suite;

    public OneAtATime(Suite suite) {
        this.suite = suite;
    }

    @Override
    public String name() {
        return "w2";
    }

    @Override
    public Timed run(int tasks) throws IOException {
        Turns turns = new Turns(tasks);
        try (Pump pump = new Pump(suite.endpoint(), 1)) {
            long start = System.nanoTime();
            pump.run(turns, suite.limit());
            return new Timed(tasks, System.nanoTime() - start, turns.latencies);
        }
    }

    private final class Turns implements Conversation {

        private final Request submission;
        private final long[] latencies;
        private int done;
        private long submittedAt;
        private @Nullable String waitingFor;

        private Turns(int tasks) {
            latencies = new long[tasks];
            String session = name() + "-" + UUID.randomUUID();
            submission = suite.endpoint().post(Suite.TASKS, TaskBody.single(name(), session));
        }

        @Override
        public @Nullable Request next() {
            if (waitingFor != null) {
                return suite.waiting(waitingFor);
            }
            submittedAt = System.nanoTime();
            return done < latencies.length ? submission : null;
        }

        @Override
        public void answered(Response response, long nanos) throws IOException {
            JsonNode task = Suite.parse(response);
            if (waitingFor == null) {
                expect(response, response.status() == 201);
                waitingFor = task.path("id").asText();
                return;
            }
            expect(response, task.path("status").asText().equals("completed"));
            latencies[done++] = System.nanoTime() - submittedAt;
            waitingFor = null;
        }

        private void expect(Response response, boolean fine) throws IOException {
            if (!fine) {
                throw new IOException("after " + done + " tasks: " + response.quoted());
            }
        }
    }
}
