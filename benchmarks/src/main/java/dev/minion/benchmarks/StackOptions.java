package dev.minion.benchmarks;

import dev.minion.benchmarks.http.Endpoint;
import dev.minion.benchmarks.usage.Processes;
import dev.minion.benchmarks.usage.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is known of the stack behind the coordinator; the script tells it for its own. */
final class StackOptions {

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
            names = "--postgres",
            paramLabel = "JDBC-URL",
            description = "with user and password, for the bytes that it logs")
    private @Nullable String postgres;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "of a broker, for the bytes that it keeps")
    private @Nullable String kafka;

    @Option(
            names = "--ledger-metrics",
            paramLabel = "URL",
            description = "of the ledger's metrics port; backlog and overload count by them")
    private @Nullable URI ledgerMetrics;

    @Option(
            names = "--ready-s",
            paramLabel = "SECONDS",
            description = "that the stack took to be ready, when it was started just now")
    private @Nullable Double readySeconds;

    @Option(
            names = "--idle-rss-mib",
            paramLabel = "MIB",
            description = "memory of the idle stack; measured before the first task when not given")
    private @Nullable Double idleMib;

    /** Whether the stack was started just now. */
    boolean fresh() {
        return readySeconds != null;
    }

    @Nullable Double readySeconds() {
        return readySeconds;
    }

    @Nullable Double idleMib() {
        return idleMib;
    }

    Map<String, Long> pids() throws IOException {
        return pids == null ? Processes.ofRunDirectory(runDirectory) : pids;
    }

    /** Where a file may be written for a moment, on the stack's disk if it is here. */
    Path disk() {
        return Files.isWritable(runDirectory)
                ? runDirectory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The ledger's metrics; null where nobody said. */
    @Nullable Endpoint ledgerMetrics() {
        return ledgerMetrics == null ? null : Endpoint.of(ledgerMetrics, Map.of());
    }

    /** Those that are named and can be reached. */
    Stores stores(PrintWriter err) throws IOException {
        try {
            return Stores.open(postgres, kafka);
        } catch (IOException unreachable) {
            err.println("Without bytes: " + unreachable.getMessage());
            return Stores.open(null, null);
        }
    }
}
