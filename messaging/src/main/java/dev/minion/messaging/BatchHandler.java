package dev.minion.messaging;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Processes what a subscription received. */
@FunctionalInterface
public interface BatchHandler {

    /**
     * Processes a batch, never empty. Called on the subscription's thread, which it must not block;
     * the next call comes after the stage has completed.
     *
     * @return completes when the position may move past the batch; when it fails, the same records
     *     come again after a pause
     */
    CompletionStage<Void> handle(List<Received> batch);
}
