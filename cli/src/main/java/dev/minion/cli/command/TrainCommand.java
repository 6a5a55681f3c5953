package dev.minion.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.localstack.stack.StackObserver;
import dev.minion.localstack.stack.Training;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code minion train}. */
@Command(
        name = "train",
        description = {
            "Makes the services and Kafka start faster: keeps what their JVMs load.",
            "Runs a scratch stack under load, a minute or two; yours is not touched."
        })
final class TrainCommand implements Callable<Integer> {

    private static final Duration READY = Duration.ofMinutes(3);

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @Option(names = "--if-needed", description = "Do nothing when all caches fit already.")
    private boolean ifNeeded;

    TrainCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        long from = System.nanoTime();
        boolean needed = !ifNeeded || !around.localStack().trained();
        if (needed) {
            train();
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        if (shared.json) {
            ObjectNode answer = Output.JSON.createObjectNode();
            answer.put("trained", needed).put("seconds", seconds);
            around.output().json(answer);
        } else {
            around.output()
                    .line(
                            needed
                                    ? String.format(Locale.ROOT, "Trained in %.0f s.", seconds)
                                    : "All caches fit; there is nothing to train.");
        }
        return 0;
    }

    private void train() {
        say("Starting a scratch stack that records what it loads …");
        new Training(around.root(), READY)
                .run(
                        shared.json ? StackObserver.SILENT : StackReport.observer(around.output()),
                        stack -> {
                            say("Putting work on it …");
                            new TrainingLoad(around, stack).run();
                            say("Ending it, and making the caches …");
                        },
                        name -> say("  the cache of " + name + " is made"));
    }

    private void say(String line) {
        if (!shared.json) {
            around.output().line(line);
        }
    }
}
