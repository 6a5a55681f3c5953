package dev.minion.coordinator.schedule;

import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** How workers are called. */
@FunctionalInterface
interface WorkerLine {

    /**
     * Calls a worker.
     *
     * @param address host:port
     * @param answers is given what it tells, on any thread
     * @return when it will tell nothing more; fails with {@link NotReachedException} where it has
     *     taken none of the commands, and otherwise where nobody knows
     */
    CompletionStage<Void> run(String address, RunRequest request, Consumer<RunAnswer> answers);
}
