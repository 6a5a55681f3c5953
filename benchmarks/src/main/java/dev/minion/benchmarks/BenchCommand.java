package dev.minion.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.report.JsonReport;
import dev.minion.benchmarks.report.Report;
import dev.minion.benchmarks.report.TableReport;
import dev.minion.benchmarks.usage.Processes;
import dev.minion.benchmarks.usage.Stores;
import dev.minion.benchmarks.workload.Suite;
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
            "  cold      the first tasks of w1 after a start, before any warm-up",
            "  w1        no-op tasks of 200 bytes in batches of 500, until all are",
            "            recorded complete",
            "  w1s       the same, one request a task over 64 connections",
            "  w2        one task at a time, from submission to visible result",
            "  w2c       the same in one request: the submission waits for the result",
            "  w4        graphs of three dependent tasks, about 500 tasks a",
            "            request, until all are recorded complete",
            "  w4s       one graph at a time, to the visible result of its last task",
            "  backlog   w1 while a million tasks stand; holds the worker while they",
            "            come in; takes minutes",
            "  operations  each by itself: create, get, update, lists, progress",
            "  overload  twice of what w1 reaches, offered without regard; takes",
            "            minutes",
            "Latencies are those of a request, of w2 and w2c of a task, of w4s of a graph.",
            "With --fresh, ./minion bench stops the stack and starts it anew before:",
            "then it is also looked at while it is idle. With --filled N it measures",
            "w1 and w2, adds N made-up tasks, measures again and prints the ratios."
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

    @Mixin private ScenarioAmounts once = new ScenarioAmounts();

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

    @Mixin private StackOptions stack = new StackOptions();

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    @Option(
            names = "--mark",
            description = "print a line @start NAME before and @end {...} after each measured part")
    private boolean mark;

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

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "write there what --json prints, for --compare")
    private @Nullable Path saved;

    @Override
    public Integer call() throws IOException {
        amounts.validate().or(once::validate).ifPresent(this::refuse);
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
        List<String> names = names(err);
        try (Stores stores = stack.stores(err)) {
            Bench bench = new Bench(processes(err), stores, mark ? out : null, err);
            String hash = commit == null ? GitCommit.current() : commit;
            Report report = new Session(suite, stack, amounts, once, bench, err).run(names, hash);
            out.print(json ? JsonReport.of(report) + "\n" : TableReport.of(report, before));
            out.flush();
            if (saved != null) {
                Files.writeString(saved, JsonReport.of(report));
            }
            return 0;
        } catch (IOException failed) {
            err.println("The benchmark has failed: " + failed.getMessage());
            return FAILED;
        }
    }

    /** What is to be measured: cold only where it can be. */
    private List<String> names(PrintWriter err) throws IOException {
        List<String> names = amounts.names(stack.fresh());
        if (names.contains(Amounts.BACKLOG) || names.contains(Amounts.OVERLOAD)) {
            expectMetrics();
        }
        if (names.contains(Amounts.BACKLOG) && !stack.pids().containsKey("worker")) {
            refuse("backlog holds the worker, and its pid is not known: --run-dir or --pids.");
        }
        if (stack.fresh() || !names.contains(Amounts.COLD)) {
            return names;
        }
        String why = "cold is of a stack that was started just now: ./minion bench --fresh.";
        if (names.size() == 1) {
            refuse(why);
        }
        err.println("Without cold: " + why);
        return names.stream().filter(name -> !name.equals(Amounts.COLD)).toList();
    }

    private void expectMetrics() {
        try {
            if (stack.ledgerMetrics() == null) {
                refuse("backlog and overload count by the ledger's metrics: --ledger-metrics.");
            }
        } catch (IllegalArgumentException wrong) {
            refuse("--ledger-metrics is " + wrong.getMessage());
        }
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
        Processes processes = new Processes(stack.pids());
        if (processes.names().isEmpty()) {
            err.println(
                    "No processes to watch: CPU and memory are those of the driver alone."
                            + " Name them with --run-dir or --pids.");
        }
        return processes;
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
