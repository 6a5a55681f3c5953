package dev.minion.benchmarks.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.minion.benchmarks.http.Request;
import dev.minion.benchmarks.http.Response;
import java.util.function.IntFunction;

/**
 * One that is measured by itself.
 *
 * @param ending what the answers end with; empty where that may differ
 * @param request its n-th
 */
record Operation(String name, String ending, IntFunction<Request> request) {

    Operation(String name, IntFunction<Request> request) {
        this(name, "", request);
    }

    boolean ofMany() {
        return !ending.isEmpty();
    }

    /** Whether an answer says that nothing was refused. */
    boolean ends(Response response) {
        byte[] body = response.body();
        int from = Math.max(0, body.length - ending.length());
        return new String(body, from, body.length - from, ISO_8859_1).equals(ending);
    }
}
