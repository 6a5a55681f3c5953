package dev.minion.benchmarks.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.minion.benchmarks.figures.Timed;
import dev.minion.benchmarks.http.Conversation;
import dev.minion.benchmarks.http.Pump;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W1 and W1s: as many tasks as the suite takes, until all are recorded complete. */
public final class Flood implements Workload {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");
    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\"\\s*:\\s*(\\d+)");

    /** The counts of a batch's answer usually stand in so many of its last bytes. */
    private static final int COUNTS_BYTES = 200;

    private final Suite suite;
    private final String name;
    private final int connections;
    private final int perRequest;

    private Flood(Suite suite, String name, int connections, int perRequest) {
        this.suite = suite;
        this.name = name;
        this.connections = connections;
        this.perRequest = perRequest;
    }

    /**
     * W1.
     *
     * @param connections batches under way at once
     * @param batch tasks in each
     */
    public static Flood batches(Suite suite, int connections, int batch) {
        return new Flood(suite, "w1", connections, batch);
    }

    /** W1s, over the given number of connections. */
    public static Flood singles(Suite suite, int connections) {
        return new Flood(suite, "w1s", connections, 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Timed run(int tasks) throws IOException {
        String session = name + "-" + UUID.randomUUID();
        Submissions submissions = new Submissions(session, tasks);
        try (Pump pump = new Pump(suite.endpoint(), connections)) {
            long start = System.nanoTime();
            pump.run(submissions, suite.limit());
            long[] latencies = submissions.latencies();
            suite.awaitCompleted(session, tasks, submissions.lastId());
            return new Timed(tasks, System.nanoTime() - start, latencies);
        }
    }

    private Request request(String session, int tasks) {
        return perRequest == 1
                ? suite.endpoint().post(Suite.TASKS, TaskBody.single(name, session))
                : suite.endpoint()
                        .post(Suite.TASKS + "/batch", TaskBody.batch(name, session, tasks));
    }

    private final class Submissions implements Conversation {

        private final Request full;
        private final Request rest;
        private final long[] latencies;
        private final int submitted;
        private int toSend;
        private int acknowledged;
        private int answers;
        private @Nullable Response last;

        private Submissions(String session, int tasks) {
            submitted = tasks;
            toSend = tasks;
            full = request(session, perRequest);
            rest = request(session, Math.max(1, tasks % perRequest));
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
            int taken = perRequest == 1 ? one(response) : many(response);
            acknowledged += taken;
            latencies[answers++] = nanos;
            last = response;
        }

        private int one(Response response) throws IOException {
            if (response.status() != 201) {
                throw new IOException("a task was answered by " + response.quoted());
            }
            return 1;
        }

        private int many(Response response) throws IOException {
            byte[] body = response.body();
            int tail = Math.min(COUNTS_BYTES, body.length);
            Matcher atEnd =
                    ACCEPTED.matcher(new String(body, body.length - tail, tail, ISO_8859_1));
            Matcher anywhere = ACCEPTED.matcher(atEnd.find() ? atEnd.group() : response.text());
            if (response.status() != 200 || !anywhere.find()) {
                throw new IOException("a batch was answered by " + response.quoted());
            }
            return Integer.parseInt(anywhere.group(1));
        }

        private String lastId() throws IOException {
            Matcher id = ID.matcher(last == null ? "" : last.text());
            String found = "";
            while (id.find()) {
                found = id.group(1);
            }
            if (found.isEmpty()) {
                throw new IOException("no id in the last answer");
            }
            return found;
        }

        private long[] latencies() throws IOException {
            if (acknowledged != submitted) {
                throw new IOException(acknowledged + " of " + submitted + " tasks were accepted");
            }
            return latencies;
        }
    }
}
