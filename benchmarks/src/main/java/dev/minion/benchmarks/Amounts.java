package dev.minion.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of what; each with a lower and an upper bound. */
final class Amounts {

    static final String COLD = "cold";
    static final String BACKLOG = "backlog";
    static final String OVERLOAD = "overload";
    static final String OPERATIONS = "operations";

    private static final List<String> FLOODS = List.of("w1", "w1s", "w4");
    private static final List<String> REPEATED = List.of("w1", "w1s", "w2", "w2c", "w4", "w4s");
    private static final List<String> KNOWN =
            List.of(COLD, "w1", "w1s", "w2", "w2c", "w4", "w4s", OPERATIONS, BACKLOG, OVERLOAD);
    private static final int GRAPH = 3;
    private static final int MOST_TASKS = 10_000_000;

    /** What runs once a turn is compiled for good after 5,000 turns and more. */
    private static final int WARM_UP_ONE_BY_ONE = 10_000;

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "NAME",
            description =
                    "default: w1,w1s,w2,w2c,w4,w4s, after a start cold before them."
                            + " backlog and overload take minutes: name them; so operations")
    private @Nullable List<String> workloads;

    @Option(
            names = "--runs",
            defaultValue = "3",
            paramLabel = "N",
            description = "of each workload, for the medians; default ${DEFAULT-VALUE}")
    private int runs = 3;

    @Option(
            names = "--tasks",
            defaultValue = "20000",
            paramLabel = "N",
            description = "of a run of cold, w1s and w4; default ${DEFAULT-VALUE}")
    private int tasks = 20_000;

    @Option(
            names = "--w1-tasks",
            defaultValue = "100000",
            paramLabel = "N",
            description = "of a run of w1; default ${DEFAULT-VALUE}")
    private int w1Tasks = 100_000;

    @Option(
            names = "--w2-tasks",
            defaultValue = "500",
            paramLabel = "N",
            description =
                    "of a run of w2 and w2c, and graphs of a run of w4s; default ${DEFAULT-VALUE}")
    private int oneByOne = 500;

    @Option(
            names = "--warmup",
            defaultValue = "240000",
            paramLabel = "N",
            description =
                    "tasks that w1, w1s and w4 do first, uncounted, each its share; w2, w2c and w4s do up"
                            + " to 10,000; default ${DEFAULT-VALUE}")
    private int warmup = 240_000;

    @Option(
            names = "--batch",
            defaultValue = "500",
            paramLabel = "N",
            description = "tasks in a request of cold, w1 and w4; default ${DEFAULT-VALUE}")
    private int batch = 500;

    @Option(
            names = "--in-flight",
            defaultValue = "4",
            paramLabel = "N",
            description = "requests of cold, w1 and w4 under way at once; default ${DEFAULT-VALUE}")
    private int inFlight = 4;

    @Option(
            names = "--connections",
            defaultValue = "64",
            paramLabel = "N",
            description = "of w1s; default ${DEFAULT-VALUE}")
    private int connections = 64;

    @Option(
            names = "--timeout-s",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description =
                    "after which a part that is not done has failed; default ${DEFAULT-VALUE}")
    private int timeoutSeconds = 300;

    /** A sentence about the first amount that is out of its bounds. */
    Optional<String> validate() {
        List<String> asked = workloads == null ? REPEATED : workloads;
        String unknown =
                asked.stream().filter(name -> !KNOWN.contains(name)).findFirst().orElse(null);
        if (unknown != null || asked.isEmpty()) {
            return Optional.of("--workloads knows " + KNOWN + ", not '" + unknown + "'");
        }
        return Bounds.firstBroken(
                Map.of(
                        "--runs", Bounds.outside(runs, 1, 100),
                        "--tasks", Bounds.outside(tasks, 1, MOST_TASKS),
                        "--w1-tasks", Bounds.outside(w1Tasks, 1, MOST_TASKS),
                        "--w2-tasks", Bounds.outside(oneByOne, 1, MOST_TASKS),
                        "--warmup", Bounds.outside(warmup, 0, MOST_TASKS),
                        "--batch", Bounds.outside(batch, 1, 10_000),
                        "--in-flight", Bounds.outside(inFlight, 1, 256),
                        "--connections", Bounds.outside(connections, 1, 1_000),
                        "--timeout-s", Bounds.outside(timeoutSeconds, 1, 3_600)));
    }

    /**
     * What is to be measured.
     *
     * @param fresh whether the stack was started just now
     */
    List<String> names(boolean fresh) {
        if (workloads != null) {
            return workloads.stream().distinct().toList();
        }
        List<String> names = new ArrayList<>(REPEATED);
        if (fresh) {
            names.addFirst(COLD);
        }
        return names;
    }

    /** Those of the names that are warmed up and done several times, in the order given. */
    static List<String> repeated(List<String> names) {
        return names.stream().filter(REPEATED::contains).toList();
    }

    int runs() {
        return runs;
    }

    int tasks(String workload) {
        return switch (workload) {
            case "w1" -> w1Tasks;
            case "w2", "w2c" -> oneByOne;
            case "w4s" -> oneByOne * GRAPH;
            default -> tasks;
        };
    }

    /**
     * Tasks of a workload that are done first and not counted.
     *
     * @param all that take part
     */
    int warmUp(String workload, List<String> all) {
        return switch (workload) {
            case "w2", "w2c" -> Math.min(WARM_UP_ONE_BY_ONE, warmup);
            case "w4s" -> Math.min(WARM_UP_ONE_BY_ONE, warmup);
            default -> warmup / Math.max(1, (int) all.stream().filter(FLOODS::contains).count());
        };
    }

    int batch() {
        return batch;
    }

    int batchesInFlight() {
        return inFlight;
    }

    int connections() {
        return connections;
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }
}
