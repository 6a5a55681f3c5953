package dev.minion.worker.assignment;

import dev.minion.worker.run.Attempt;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Claims attempts; the stage fails where nobody can tell. */
@FunctionalInterface
interface ClaimPort {

    /**
     * One answer for each attempt, in their order.
     *
     * @param from who gives them up to the worker, or empty
     */
    CompletionStage<List<Boolean>> claim(String workerId, String from, List<Attempt> attempts);
}
