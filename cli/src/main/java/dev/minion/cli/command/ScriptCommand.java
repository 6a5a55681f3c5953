package dev.minion.cli.command;

import dev.minion.cli.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that the script {@code ./minion} does itself; here for their help. */
final class ScriptCommand {

    private ScriptCommand() {}

    private static int onlyThere(String name) {
        throw CliException.usage("Call it as ./minion " + name + " in the project's directory.");
    }

    /** {@code minion test}. */
    @Command(
            name = "test",
            description = {
                "Runs all tests: mvn verify -T 2, two modules at a time, with its output.",
                "What follows goes to Maven, for example -pl ledger-service; -T 1 for one",
                "at a time."
            })
    static final class Test implements Callable<Integer> {

        @Mixin final Shared shared = new Shared();

        @Parameters(paramLabel = "MAVEN-ARGUMENT", description = "Given to Maven as it is.")
        final List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() {
            return onlyThere("test");
        }
    }

    /** {@code minion bench}. */
    @Command(
            name = "bench",
            description = {
                "Measures throughput, latency, time to ready and memory.",
                "Starts the stack if it is down, after a training if there is none that fits;",
                "--fresh stops and starts it in any case; --filled N measures w1 and w2 (or what",
                "--workloads says), adds N made-up tasks to the ledger and measures again.",
                "--workloads NAME,... chooses from cold, w1, w1s, w2, w2c, w4, w4s,",
                "operations, backlog and overload, --compare FILE prints ratios to what --json printed",
                "before;",
                "docs/performance.md tells what they are."
            })
    static final class Bench implements Callable<Integer> {

        @Mixin final Shared shared = new Shared();

        @Option(names = "--no-train", description = "Measure without the caches of a training.")
        boolean withoutTraining;

        @Parameters(paramLabel = "ARGUMENT", description = "Given to the load driver as it is.")
        final List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() {
            return onlyThere("bench");
        }
    }
}
