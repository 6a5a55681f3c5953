package dev.minion.benchmarks.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How tasks are put into requests, and what the answers say. */
enum Submission {
    /** One task a request. */
    SINGLE {
        @Override
        Request request(Endpoint endpoint, String workload, String session, int tasks) {
            return endpoint.post(Suite.TASKS, TaskBody.single(workload, session));
        }

        @Override
        int accepted(Response response) throws IOException {
            return one(response);
        }
    },

    /** One task a request, which is answered with its end. */
    AWAITED {
        @Override
        Request request(Endpoint endpoint, String workload, String session, int tasks) {
            return endpoint.post(
                    Suite.TASKS + "?" + Suite.WAIT, TaskBody.single(workload, session));
        }

        @Override
        int accepted(Response response) throws IOException {
            return one(response);
        }
    },

    /** Many in a request, none of which depends on another. */
    BATCH {
        @Override
        Request request(Endpoint endpoint, String workload, String session, int tasks) {
            return endpoint.post(Suite.TASKS + "/batch", TaskBody.batch(workload, session, tasks));
        }
    },

    /** Graphs of three tasks each, many in a request. */
    GRAPHS {
        @Override
        Request request(Endpoint endpoint, String workload, String session, int tasks) {
            return endpoint.post(
                    Suite.TASKS + "/batch?atomic=false",
                    TaskBody.graphs(workload, session, tasks / TaskBody.TASKS_PER_GRAPH));
        }
    };

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");
    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\"\\s*:\\s*(\\d+)");

    private static final int TIME_SHIFT = 16;

    /** The counts of a batch's answer usually stand in so many of its last bytes. */
    private static final int COUNTS_BYTES = 200;

    abstract Request request(Endpoint endpoint, String workload, String session, int tasks);

    /**
     * How many tasks were accepted.
     *
     * @throws IOException when the request was refused
     */
    int accepted(Response response) throws IOException {
        byte[] body = response.body();
        int tail = Math.min(COUNTS_BYTES, body.length);
        Matcher atEnd = ACCEPTED.matcher(new String(body, body.length - tail, tail, ISO_8859_1));
        Matcher anywhere = ACCEPTED.matcher(atEnd.find() ? atEnd.group() : response.text());
        if (response.status() != 200 || !anywhere.find()) {
            throw new IOException("a batch was answered by " + response.quoted());
        }
        return Integer.parseInt(anywhere.group(1));
    }

    private static int one(Response response) throws IOException {
        if (response.status() != 201) {
            throw new IOException("a task was answered by " + response.quoted());
        }
        return 1;
    }

    /**
     * When the tasks of an answer were made, by the suite's clock: their ids begin with the
     * milliseconds (RFC 9562, version 7).
     */
    static Instant madeAt(Response response) throws IOException {
        UUID id = UUID.fromString(lastId(response));
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT);
    }

    /** The id of the last task that the answer names. */
    static String lastId(Response response) throws IOException {
        Matcher id = ID.matcher(response.text());
        String found = "";
        while (id.find()) {
            found = id.group(1);
        }
        if (found.isEmpty()) {
            throw new IOException("no id in the answer " + response.quoted());
        }
        return found;
    }
}
