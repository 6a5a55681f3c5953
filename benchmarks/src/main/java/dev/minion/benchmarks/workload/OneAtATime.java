package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Conversation;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** W2, W2c and W4s: a task, or a graph, is submitted when the one before is seen completed. */
public final class OneAtATime implements Workload {

    private final Suite suite;
    private final String name;
    private final Submission kind;
    private final int tasksEach;

    private OneAtATime(Suite suite, String name, Submission kind, int tasksEach) {
        this.suite = suite;
        this.name = name;
        this.kind = kind;
        this.tasksEach = tasksEach;
    }

    /** W2. */
    public static OneAtATime tasks(Suite suite) {
        return new OneAtATime(suite, "w2", Submission.SINGLE, 1);
    }

    /** W2c: the submission itself is answered with the result. */
    public static OneAtATime calls(Suite suite) {
        return new OneAtATime(suite, "w2c", Submission.AWAITED, 1);
    }

    /** W4s: graphs of three tasks, of which the last is waited for. */
    public static OneAtATime graphs(Suite suite) {
        return new OneAtATime(suite, "w4s", Submission.GRAPHS, TaskBody.TASKS_PER_GRAPH);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Timed run(int tasks) throws IOException {
        int turns = Math.max(1, tasks / tasksEach);
        Turns each = new Turns(turns);
        try (Pump pump = new Pump(suite.endpoint(), 1)) {
            long start = System.nanoTime();
            pump.run(each, suite.limit());
            return new Timed(turns * tasksEach, System.nanoTime() - start, each.latencies);
        }
    }

    /** Whether a lone task is done within the limit. */
    static boolean done(Suite suite, Duration limit) throws IOException {
        OneAtATime lone = tasks(suite);
        try (Pump pump = new Pump(suite.endpoint(), 1)) {
            pump.run(lone.new Turns(1), limit);
            return true;
        } catch (IOException late) {
            return false;
        }
    }

    private final class Turns implements Conversation {

        private final Request submission;
        private final long[] latencies;
        private int done;
        private long submittedAt;
        private @Nullable String waitingFor;

        private Turns(int turns) {
            latencies = new long[turns];
            String session = name + "-" + UUID.randomUUID();
            submission = kind.request(suite.endpoint(), name, session, tasksEach);
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
            if (waitingFor == null) {
                expect(response, kind.accepted(response) == tasksEach);
                if (kind != Submission.AWAITED) {
                    waitingFor = Submission.lastId(response);
                    return;
                }
            }
            String status = Suite.parse(response).path("status").asText();
            expect(response, status.equals("completed"));
            latencies[done++] = System.nanoTime() - submittedAt;
            waitingFor = null;
        }

        private void expect(Response response, boolean fine) throws IOException {
            if (!fine) {
                throw new IOException("after " + done + " turns: " + response.quoted());
            }
        }
    }
}
