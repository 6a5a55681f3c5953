package dev.minion.systemtests.faults;

import dev.minion.systemtests.faults.Unit.Planned;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed plan of 2,000 tasks in 320 requests: of eight requests one is a task that fails once, one
 * a single task, and six are batches of eight in which two tasks depend on others.
 */
final class MixedWork {

    static final int REQUESTS = 320;
    static final int TASKS = 2_000;

    private static final int BATCH = 8;

    private final String session;

    MixedWork(String session) {
        this.session = session;
    }

    List<Unit> units() {
        List<Unit> units = new ArrayList<>(REQUESTS);
        for (int i = 0; i < REQUESTS; i++) {
            units.add(
                    switch (i % 8) {
                        case 0 -> failing(i);
                        case 4 -> single(i);
                        default -> batch(i);
                    });
        }
        return units;
    }

    private Unit failing(int i) {
        String task =
                task(
                        name(i, 0),
                        "demo.fail",
                        """
                        "input": {"times": 1}, "retry": {"max_attempts": 5, "initial_delay": "200ms"}\
                        """);
        return new Unit(key(i), "/api/v1/tasks", task, List.of(new Planned(name(i, 0), 1)));
    }

    private Unit single(int i) {
        String task = task(name(i, 0), "demo.echo", "\"input\": {\"n\": " + i + "}");
        return new Unit(key(i), "/api/v1/tasks", task, List.of(new Planned(name(i, 0), 0)));
    }

    private Unit batch(int i) {
        List<String> tasks = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        for (int k = 0; k < BATCH; k++) {
            planned.add(new Planned(name(i, k), 0));
            tasks.add(task(name(i, k), "demo.echo", "\"ref\": \"t" + k + "\"" + dependencies(k)));
        }
        String body = "{\"tasks\": [" + String.join(",\n", tasks) + "]}";
        return new Unit(key(i), "/api/v1/tasks/batch", body, planned);
    }

    /** A fan-in of two, and a task behind the fan-in. */
    private static String dependencies(int k) {
        return switch (k) {
            case 6 -> ", \"dependencies\": [\"t0\", \"t1\"]";
            case 7 -> ", \"dependencies\": [\"t6\"]";
            default -> "";
        };
    }

    private String task(String name, String type, String more) {
        return """
        {"name": "%s", "type": "%s", "session_id": "%s", %s}"""
                .formatted(name, type, session, more);
    }

    private String name(int i, int k) {
        return session + "/" + i + "/" + k;
    }

    private String key(int i) {
        return session + "-" + i;
    }
}
