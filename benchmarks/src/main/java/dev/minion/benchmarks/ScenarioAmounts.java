package dev.minion.benchmarks;

import dev.minion.benchmarks.workload.Overload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much of what is done once; each with a lower and an upper bound. */
final class ScenarioAmounts {

    private static final int MOST_TASKS = 10_000_000;

    @Option(
            names = "--calibration-s",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description =
                    "of fixed work that tells what the machine is worth, 0 for none;"
                            + " default ${DEFAULT-VALUE}")
    private int calibrationSeconds = 2;

    @Option(
            names = "--idle-s",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description =
                    "of looking at a stack that was started just now and has settled, 0 for none;"
                            + " default ${DEFAULT-VALUE}")
    private int idleSeconds = 10;

    @Option(
            names = "--backlog",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "tasks that stand while backlog measures; default ${DEFAULT-VALUE}")
    private int backlog = 1_000_000;

    @Option(
            names = "--backlog-tasks",
            defaultValue = "100000",
            paramLabel = "N",
            description = "further tasks that it measures; default ${DEFAULT-VALUE}")
    private int backlogTasks = 100_000;

    @Option(
            names = "--no-drain",
            description = "leave the backlog to the suite afterwards, instead of waiting for it")
    private boolean left;

    @Option(
            names = "--overload-factor",
            defaultValue = "2.0",
            paramLabel = "FACTOR",
            description = "of the peak that overload offers; default ${DEFAULT-VALUE}")
    private double overloadFactor = 2;

    @Option(
            names = "--overload-s",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description = "for which it does; default ${DEFAULT-VALUE}")
    private int overloadSeconds = 300;

    @Option(
            names = "--overload-connections",
            defaultValue = "256",
            paramLabel = "N",
            description = "over which it does, at most; default ${DEFAULT-VALUE}")
    private int overloadConnections = 256;

    @Option(
            names = "--peak-tasks",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "of w1, by which the peak is found; default ${DEFAULT-VALUE}")
    private int peakTasks = 1_000_000;

    @Option(
            names = "--operations",
            defaultValue = "40000",
            paramLabel = "N",
            description =
                    "requests of each of the operations with each number of clients, at most;"
                            + " default ${DEFAULT-VALUE}")
    private int operations = 40_000;

    @Option(
            names = "--operations-s",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description = "for which they are made, at most; default ${DEFAULT-VALUE}")
    private int operationsSeconds = 5;

    /** A sentence about the first amount that is out of its bounds. */
    Optional<String> validate() {
        return Bounds.firstBroken(
                Map.of(
                        "--calibration-s", Bounds.outside(calibrationSeconds, 0, 60),
                        "--idle-s", Bounds.outside(idleSeconds, 0, 600),
                        "--backlog", Bounds.outside(backlog, 1, MOST_TASKS),
                        "--backlog-tasks", Bounds.outside(backlogTasks, 1, MOST_TASKS),
                        "--overload-factor", Bounds.outside(overloadFactor, 0.01, 100),
                        "--overload-s", Bounds.outside(overloadSeconds, 1, 3_600),
                        "--overload-connections", Bounds.outside(overloadConnections, 1, 1_000),
                        "--operations", Bounds.outside(operations, 16, MOST_TASKS),
                        "--operations-s", Bounds.outside(operationsSeconds, 1, 600),
                        "--peak-tasks", Bounds.outside(peakTasks, 1, MOST_TASKS)));
    }

    Duration calibration() {
        return Duration.ofSeconds(calibrationSeconds);
    }

    Duration idle() {
        return Duration.ofSeconds(idleSeconds);
    }

    int backlog() {
        return backlog;
    }

    int backlogTasks() {
        return backlogTasks;
    }

    boolean drain() {
        return !left;
    }

    int operations() {
        return operations;
    }

    Duration operationsSpan() {
        return Duration.ofSeconds(operationsSeconds);
    }

    int peakTasks() {
        return peakTasks;
    }

    Overload.Plan overload(int batch) {
        return new Overload.Plan(
                peakTasks, overloadFactor, overloadSeconds, batch, overloadConnections);
    }
}
