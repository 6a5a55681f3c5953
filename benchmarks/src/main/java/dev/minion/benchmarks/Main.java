package dev.minion.benchmarks;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program: {@code java -jar minion-benchmarks.jar --help}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Kafka's client would log, and here is nothing that it could log to: not worth a warning.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(arguments, printing(System.out), printing(System.err)));
    }

    private static PrintWriter printing(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs the command.
     *
     * @return 0 done, 1 a workload failed, 2 wrong usage, 3 the suite cannot be reached
     */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        return new CommandLine(new BenchCommand()).setOut(out).setErr(err).execute(arguments);
    }
}
