package dev.minion.benchmarks.workload;

import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Conversation;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** W1, W1s and W4: as many tasks as the suite takes, until all are recorded complete. */
public final class Flood implements Workload {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MARGIN_MILLIS = 2;

    private final Suite suite;
    private final String name;
    private final Submission kind;
    private final int connections;
    private final int perRequest;

    private Flood(Suite suite, String name, Submission kind, int connections, int perRequest) {
        this.suite = suite;
        this.name = name;
        this.kind = kind;
        this.connections = connections;
        this.perRequest = perRequest;
    }

    /**
     * W1, or the same under another name.
     *
     * @param connections batches under way at once
     * @param batch tasks in each
     */
    public static Flood batches(Suite suite, String name, int connections, int batch) {
        return new Flood(suite, name, Submission.BATCH, connections, batch);
    }

    /** W1s, over the given number of connections. */
    public static Flood singles(Suite suite, int connections) {
        return new Flood(suite, "w1s", Submission.SINGLE, connections, 1);
    }

    /**
     * W4: graphs of three tasks, each after the other.
     *
     * @param connections batches under way at once
     * @param batch tasks in each, about: graphs are not torn apart
     */
    public static Flood graphs(Suite suite, int connections, int batch) {
        return new Flood(suite, "w4", Submission.GRAPHS, connections, wholeGraphs(batch));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Timed run(int tasks) throws IOException {
        int whole = kind == Submission.GRAPHS ? wholeGraphs(tasks) : tasks;
        String session = name + "-" + UUID.randomUUID();
        Submissions submissions = new Submissions(session, whole);
        long start = System.nanoTime();
        submit(submissions);
        suite.awaitCompleted(session, whole, submissions.since(), submissions.lastId());
        return new Timed(whole, System.nanoTime() - start, submissions.latencies);
    }

    /** Submits tasks and returns when all are acknowledged. */
    void submit(int tasks) throws IOException {
        submit(new Submissions(name + "-" + UUID.randomUUID(), tasks));
    }

    private void submit(Submissions submissions) throws IOException {
        try (Pump pump = new Pump(suite.endpoint(), connections)) {
            pump.run(submissions, suite.limit());
            submissions.expectAll();
        }
    }

    private static int wholeGraphs(int tasks) {
        int graphs = Math.max(1, tasks / TaskBody.TASKS_PER_GRAPH);
        return graphs * TaskBody.TASKS_PER_GRAPH;
    }

    private final class Submissions implements Conversation {

        private final Request full;
        private final Request rest;
        private final long[] latencies;
        private final int submitted;
        private int toSend;
        private int acknowledged;
        private int answers;
        private final long startedAt = System.nanoTime();
        private @Nullable Instant since;
        private @Nullable Response last;

        private Submissions(String session, int tasks) {
            submitted = tasks;
            toSend = tasks;
            full = kind.request(suite.endpoint(), name, session, perRequest);
            int left = tasks % perRequest;
            rest = left == 0 ? full : kind.request(suite.endpoint(), name, session, left);
            latencies = new long[(tasks + perRequest - 1) / perRequest];
        }

        @Override
        public @Nullable Request next() {
            if (toSend <= 0) {
                return null;
            }
            Request request = toSend >= perRequest ? full : rest;
            toSend -= perRequest;
            return request;
        }

        @Override
        public void answered(Response response, long nanos) throws IOException {
            acknowledged += kind.accepted(response);
            latencies[answers++] = nanos;
            last = response;
            if (since == null) {
                long elapsed = (System.nanoTime() - startedAt) / NANOS_PER_MILLI;
                since = Submission.madeAt(response).minusMillis(elapsed + MARGIN_MILLIS);
            }
        }

        private String lastId() throws IOException {
            return Submission.lastId(answered(last));
        }

        /** Before the first task, by the suite's clock. */
        private Instant since() throws IOException {
            return answered(since);
        }

        private static <T> T answered(@Nullable T known) throws IOException {
            if (known == null) {
                throw new IOException("nothing was answered");
            }
            return known;
        }

        private void expectAll() throws IOException {
            if (acknowledged != submitted) {
                throw new IOException(acknowledged + " of " + submitted + " tasks were accepted");
            }
        }
    }
}
