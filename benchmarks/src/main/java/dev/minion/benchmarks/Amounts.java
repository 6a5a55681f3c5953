package dev.minion.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much of what; each with a lower and an upper bound. */
final class Amounts {

    private static final List<String> KNOWN = List.of("w1", "w1s", "w2");
    private static final int MOST_TASKS = 10_000_000;
    private static final int WARM_UP_ONE_BY_ONE = 200;

    @Option(
            names = "--workloads",
            split = ",",
            defaultValue = "w1,w1s,w2",
            paramLabel = "NAME",
            description = "default ${DEFAULT-VALUE}")
    private List<String> workloads = KNOWN;

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
            description = "of a run of w1 and of w1s; default ${DEFAULT-VALUE}")
    private int tasks = 20_000;

    @Option(
            names = "--w2-tasks",
            defaultValue = "500",
            paramLabel = "N",
            description = "of a run of w2; default ${DEFAULT-VALUE}")
    private int oneByOne = 500;

    @Option(
            names = "--warmup",
            defaultValue = "40000",
            paramLabel = "N",
            description =
                    "tasks that w1 and w1s do first, uncounted, each its share; w2 does up to 200;"
                            + " default ${DEFAULT-VALUE}")
    private int warmup = 40_000;

    @Option(
            names = "--batch",
            defaultValue = "500",
            paramLabel = "N",
            description = "tasks in a request of w1; default ${DEFAULT-VALUE}")
    private int batch = 500;

    @Option(
            names = "--in-flight",
            defaultValue = "4",
            paramLabel = "N",
            description = "requests of w1 under way at once; default ${DEFAULT-VALUE}")
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
        String unknown =
                workloads.stream().filter(name -> !KNOWN.contains(name)).findFirst().orElse(null);
        if (unknown != null || workloads.isEmpty()) {
            return Optional.of("--workloads knows " + KNOWN + ", not '" + unknown + "'");
        }
        return Map.of(
                        "--runs", outside(runs, 1, 100),
                        "--tasks", outside(tasks, 1, MOST_TASKS),
                        "--w2-tasks", outside(oneByOne, 1, MOST_TASKS),
                        "--warmup", outside(warmup, 0, MOST_TASKS),
                        "--batch", outside(batch, 1, 10_000),
                        "--in-flight", outside(inFlight, 1, 256),
                        "--connections", outside(connections, 1, 1_000),
                        "--timeout-s", outside(timeoutSeconds, 1, 3_600))
                .entrySet()
                .stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + entry.getValue())
                .sorted()
                .findFirst();
    }

    private static String outside(int value, int least, int most) {
        return value >= least && value <= most
                ? ""
                : " is from " + least + " to " + most + ", not " + value;
    }

    List<String> names() {
        return workloads.stream().distinct().toList();
    }

    int runs() {
        return runs;
    }

    int tasks(String workload) {
        return workload.equals("w2") ? oneByOne : tasks;
    }

    /** Tasks of a workload that are done first and not counted. */
    int warmUp(String workload) {
        if (workload.equals("w2")) {
            return Math.min(WARM_UP_ONE_BY_ONE, warmup);
        }
        return warmup / (int) names().stream().filter(name -> !name.equals("w2")).count();
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
