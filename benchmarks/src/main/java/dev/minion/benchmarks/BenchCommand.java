package dev.minion.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.report.JsonReport;
import dev.minion.benchmarks.report.Report;
import dev.minion.benchmarks.report.TableReport;
import dev.minion.benchmarks.usage.Processes;
import dev.minion.benchmarks.workload.Flood;
import dev.minion.benchmarks.workload.OneAtATime;
import dev.minion.benchmarks.workload.Suite;
import dev.minion.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks the options, runs the plan and prints the report. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the running suite.",
            "  w1   no-op tasks of 200 bytes in batches of 500, until all are recorded complete",
            "  w1s  the same, one request a task over 64 connections",
            "  w2   one task at a time, from the submission to the visible result",
            "The latencies of w1 and w1s are those of a request, of w2 those of a task."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:a workload failed",
            " 2:wrong usage",
            " 3:the suite cannot be reached"
        })
final class BenchCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int UNREACHABLE = 3;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private Amounts amounts = new Amounts();

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "of the coordinator; default ${DEFAULT-VALUE}")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--namespace",
            defaultValue = "bench",
            paramLabel = "NAME",
            description = "whose tasks they are; default ${DEFAULT-VALUE}")
    private String namespace = "bench";

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    @Option(
            names = "--mark",
            description = "print a line @start NAME before and @end {...} after each measured part")
    private boolean mark;

    @Option(
            names = "--run-dir",
            defaultValue = ".minion/run",
            paramLabel = "DIR",
            description = "of the stack, with its pid files; default ${DEFAULT-VALUE}")
    private Path runDirectory = Path.of(".minion/run");

    @Option(
            names = "--pids",
            split = ",",
            paramLabel = "NAME=PID",
            description = "the processes to watch, instead of those of --run-dir")
    private @Nullable Map<String, Long> pids;

    @Option(
            names = "--ready-s",
            paramLabel = "SECONDS",
            description = "that the stack took to be ready, for the report")
    private @Nullable Double readySeconds;

    @Option(
            names = "--idle-rss-mib",
            paramLabel = "MIB",
            description = "memory of the idle stack; measured before the first task when not given")
    private @Nullable Double idleMib;

    @Option(
            names = "--commit",
            paramLabel = "HASH",
            description = "for the report; asked of git when not given")
    private @Nullable String commit;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "that holds what --json printed before: show the changes")
    private @Nullable Path earlier;

    @Override
    public Integer call() throws IOException {
        amounts.validate().ifPresent(this::refuse);
        Suite suite = new Suite(endpoint(), Duration.ofSeconds(amounts.timeoutSeconds()));
        JsonNode before = earlier == null ? null : readEarlier(earlier);
        PrintWriter out = command().commandLine().getOut();
        PrintWriter err = command().commandLine().getErr();
        try {
            suite.check();
        } catch (IOException unreachable) {
            err.println("The suite at " + url + " cannot be reached: " + unreachable.getMessage());
            return UNREACHABLE;
        }
        Processes processes = processes(err);
        Double idle = idleMib == null ? measuredIdle(processes) : idleMib;
        Bench bench = new Bench(processes, mark ? out : null, err);
        try {
            List<Workload> workloads =
                    amounts.names().stream().map(n -> workload(n, suite)).toList();
            int warm = bench.warmUp(workloads, amounts::warmUp);
            Report report =
                    new Report(
                            Runtime.getRuntime().availableProcessors(),
                            commit == null ? GitCommit.current() : commit,
                            warm,
                            readySeconds,
                            idle,
                            bench.measure(workloads, amounts::tasks, amounts.runs()));
            out.print(json ? JsonReport.of(report) + "\n" : TableReport.of(report, before));
            out.flush();
            return 0;
        } catch (IOException failed) {
            err.println("The benchmark has failed: " + failed.getMessage());
            return FAILED;
        }
    }

    private Workload workload(String name, Suite suite) {
        return switch (name) {
            case "w1" -> Flood.batches(suite, amounts.batchesInFlight(), amounts.batch());
            case "w1s" -> Flood.singles(suite, amounts.connections());
            default -> new OneAtATime(suite);
        };
    }

    private Endpoint endpoint() {
        if (!namespace.matches("[A-Za-z0-9._-]{1,200}")) {
            refuse("--namespace has letters, digits, '.', '_' and '-': " + namespace);
        }
        try {
            return Endpoint.of(url, Map.of("Minion-Namespace", namespace));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    command().commandLine(), "--url is " + wrong.getMessage(), wrong);
        }
    }

    private JsonNode readEarlier(Path file) {
        try {
            return new ObjectMapper().readTree(Files.readString(file));
        } catch (IOException unreadable) {
            throw new ParameterException(
                    command().commandLine(),
                    "--compare: " + file + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private Processes processes(PrintWriter err) throws IOException {
        Processes processes =
                new Processes(pids == null ? Processes.ofRunDirectory(runDirectory) : pids);
        if (processes.names().isEmpty()) {
            err.println(
                    "No processes to watch: CPU and memory are those of the driver alone."
                            + " Name them with --run-dir or --pids.");
        }
        return processes;
    }

    private static @Nullable Double measuredIdle(Processes processes) {
        return processes.names().isEmpty() ? null : Processes.total(processes.memoryMib());
    }

    private void refuse(String sentence) {
        throw new ParameterException(command().commandLine(), sentence);
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("run through picocli, which sets it");
        }
        return spec;
    }
}
