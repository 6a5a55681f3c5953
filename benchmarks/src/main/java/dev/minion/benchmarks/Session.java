package dev.minion.benchmarks;

import dev.minion.benchmarks.figures.Figures;
import dev.minion.benchmarks.figures.Findings;
import dev.minion.benchmarks.figures.Idle;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.machine.Calibration;
import dev.minion.benchmarks.report.Report;
import dev.minion.benchmarks.usage.IdleWatch;
import dev.minion.benchmarks.usage.Processes;
import dev.minion.benchmarks.workload.Backlog;
import dev.minion.benchmarks.workload.Completions;
import dev.minion.benchmarks.workload.Flood;
import dev.minion.benchmarks.workload.OneAtATime;
import dev.minion.benchmarks.workload.Operations;
import dev.minion.benchmarks.workload.Overload;
import dev.minion.benchmarks.workload.Suite;
import dev.minion.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of the program, in the only order that makes sense: the stack at rest, its first tasks,
 * the warm-up, what is repeated, and last what leaves traces.
 */
final class Session {

    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final Suite suite;
    private final StackOptions stack;
    private final Amounts amounts;
    private final ScenarioAmounts once;
    private final Bench bench;
    private final PrintWriter err;

    Session(
            Suite suite,
            StackOptions stack,
            Amounts amounts,
            ScenarioAmounts once,
            Bench bench,
            PrintWriter err) {
        this.suite = suite;
        this.stack = stack;
        this.amounts = amounts;
        this.once = once;
        this.bench = bench;
        this.err = err;
    }

    /**
     * Measures all of these.
     *
     * @param names of workloads and scenarios
     */
    Report run(List<String> names, String commit) throws IOException {
        Processes processes = bench.processes();
        boolean atRest = stack.fresh() && !once.idle().isZero() && !processes.names().isEmpty();
        IdleWatch watch = new IdleWatch(processes);
        if (atRest) {
            watch.settle(SETTLING);
        }
        Idle idle = atRest ? watch.watch(once.idle()) : null;
        Double idleMib = idle == null ? memory(processes) : (Double) idle.totalMib();
        Double units =
                once.calibration().isZero()
                        ? null
                        : (Double) new Calibration(stack.disk()).unitsPerSecond(once.calibration());
        SortedMap<String, List<Figures>> figures = new TreeMap<>();
        if (names.contains(Amounts.COLD)) {
            figures.putAll(bench.measure(List.of(workload(Amounts.COLD)), amounts::tasks, 1));
        }
        List<Workload> repeated = Amounts.repeated(names).stream().map(this::workload).toList();
        boolean coldScenario = repeated.isEmpty() && scenarioIn(names);
        List<Workload> warming = coldScenario ? List.of(workload("w1")) : repeated;
        int warmUp = bench.warmUp(warming, name -> amounts.warmUp(name, names));
        figures.putAll(bench.measure(repeated, amounts::tasks, amounts.runs()));
        SortedMap<String, Findings> findings = scenarios(names, figures.get("w1"));
        Report.Setting setting =
                new Report.Setting(
                        Runtime.getRuntime().availableProcessors(),
                        units,
                        commit,
                        warmUp,
                        stack.readySeconds(),
                        stack.idleMib() == null ? idleMib : stack.idleMib());
        return new Report(setting, idle, figures, findings);
    }

    private static boolean scenarioIn(List<String> names) {
        return names.contains(Amounts.BACKLOG) || names.contains(Amounts.OVERLOAD);
    }

    private static @Nullable Double memory(Processes processes) {
        return processes.names().isEmpty() ? null : Processes.total(processes.memoryMib());
    }

    private Workload workload(String name) {
        return switch (name) {
            case Amounts.COLD, "w1" -> batches(name);
            case "w1s" -> Flood.singles(suite, amounts.connections());
            case "w4" -> Flood.graphs(suite, amounts.batchesInFlight(), amounts.batch());
            case "w2c" -> OneAtATime.calls(suite);
            case "w4s" -> OneAtATime.graphs(suite);
            default -> OneAtATime.tasks(suite);
        };
    }

    private Flood batches(String name) {
        return Flood.batches(suite, name, amounts.batchesInFlight(), amounts.batch());
    }

    private SortedMap<String, Findings> scenarios(List<String> names, @Nullable List<Figures> w1)
            throws IOException {
        SortedMap<String, Findings> findings = new TreeMap<>();
        if (names.contains(Amounts.OPERATIONS)) {
            findings.put(Amounts.OPERATIONS, operations().run());
        }
        Endpoint metrics = scenarioIn(names) ? stack.ledgerMetrics() : null;
        if (metrics == null) {
            return findings;
        }
        try (Completions completions = new Completions(metrics)) {
            if (names.contains(Amounts.BACKLOG)) {
                double rate = w1 == null ? peak() : Figures.medians(w1).tasksPerSecond();
                findings.put(Amounts.BACKLOG, backlog(completions, rate).run());
            }
            if (names.contains(Amounts.OVERLOAD)) {
                findings.put(Amounts.OVERLOAD, overload(completions).run());
            }
        }
        return findings;
    }

    /** The rate of W1, where it was not measured anyway: the second time, after a warm-up. */
    private double peak() throws IOException {
        Flood w1 = batches("w1");
        var _ = w1.run(amounts.tasks("w1"));
        return w1.run(amounts.tasks("w1")).tasksPerSecond();
    }

    private Backlog backlog(Completions completions, double rate) throws IOException {
        Map<String, Long> pids = stack.pids();
        Long worker = pids.get("worker");
        if (worker == null) {
            throw new IOException("backlog needs the worker's pid, of --run-dir or --pids");
        }
        return new Backlog(
                suite,
                batches(Amounts.BACKLOG),
                completions,
                bench.processes(),
                new Backlog.Plan(worker, once.backlog(), once.backlogTasks(), once.drain(), rate),
                err::println);
    }

    private Operations operations() {
        return new Operations(
                suite, once.operations(), once.operationsSpan(), bench.processes(), err::println);
    }

    private Overload overload(Completions completions) {
        return new Overload(
                suite,
                batches("w1"),
                completions,
                bench.processes(),
                once.overload(amounts.batch()),
                err::println);
    }
}
