package dev.minion.benchmarks.workload;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The task that all workloads submit: it does nothing and has an input of 200 bytes. */
final class TaskBody {

    static final int INPUT_BYTES = 200;

    /** Of a graph: one task after the other. */
    static final int TASKS_PER_GRAPH = 3;

    private static final String INPUT = input();

    private TaskBody() {}

    static String single(String workload, String session) {
        return """
        {"name":"%s","type":"demo.echo","input":%s,"created_by":"bench","session_id":"%s"}"""
                .formatted(workload, INPUT, session);
    }

    /** One of a type that no worker knows. */
    static String open(String session) {
        return """
        {"name":"open","type":"bench.open","input":%s,"created_by":"bench","session_id":"%s"}"""
                .formatted(INPUT, session);
    }

    /** One that nobody has to look at for long. */
    static String later(String session) {
        return """
        {"name":"later","type":"bench.open","input":%s,"created_by":"bench","session_id":"%s",\
        "run_after":"2100-01-01T00:00:00Z"}"""
                .formatted(INPUT, session);
    }

    static String batch(String workload, String session, int tasks) {
        String each = single(workload, session);
        return "{\"tasks\":[" + String.join(",", Collections.nCopies(tasks, each)) + "]}";
    }

    /** A batch of graphs a → b → c, one graph after the other. */
    static String graphs(String workload, String session, int graphs) {
        String each = single(workload, session);
        String open = each.substring(0, each.length() - 1);
        return IntStream.range(0, graphs)
                .mapToObj(
                        graph ->
                                """
                                %1$s,"ref":"a%2$d"},\
                                %1$s,"ref":"b%2$d","dependencies":["a%2$d"]},\
                                %1$s,"ref":"c%2$d","dependencies":["b%2$d"]}"""
                                        .formatted(open, graph))
                .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
    }

    /** A JSON object of exactly {@link #INPUT_BYTES} bytes. */
    static String input() {
        String frame = "{\"payload\":\"\"}";
        StringBuilder filler = new StringBuilder();
        for (int i = 0; filler.length() < INPUT_BYTES - frame.length(); i++) {
            // The golden ratio's multiples, so that the text does not compress to nothing.
            filler.append(Integer.toHexString(i * 0x9e3779b1));
        }
        filler.setLength(INPUT_BYTES - frame.length());
        return "{\"payload\":\"" + filler + "\"}";
    }
}
