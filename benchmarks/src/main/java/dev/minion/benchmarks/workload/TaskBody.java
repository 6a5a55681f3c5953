package dev.minion.benchmarks.workload;

import java.util.Collections;

/** The task that all workloads submit: it does nothing and has an input of 200 bytes. */
final class TaskBody {

    static final int INPUT_BYTES = 200;

    private static final String INPUT = input();

    private TaskBody() {}

    static String single(String workload, String session) {
        return """
        {"name":"%s","type":"demo.echo","input":%s,"created_by":"bench","session_id":"%s"}"""
                .formatted(workload, INPUT, session);
    }

    static String batch(String workload, String session, int tasks) {
        String each = single(workload, session);
        return "{\"tasks\":[" + String.join(",", Collections.nCopies(tasks, each)) + "]}";
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
