package dev.minion.coordinator.schedule;

import dev.minion.contracts.work.RunAnswer;
import dev.minion.contracts.work.RunRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Workers that answer when the test says so. */
final class LineDouble implements WorkerLine {

    record Call(
            String address,
            RunRequest request,
            Consumer<RunAnswer> answers,
            CompletableFuture<Void> end) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile boolean away;

    @Override
    public CompletionStage<Void> run(
            String address, RunRequest request, Consumer<RunAnswer> answers) {
        if (away) {
            return CompletableFuture.failedFuture(new NotReachedException("away"));
        }
        Call call = new Call(address, request, answers, new CompletableFuture<>());
        calls.add(call);
        return call.end();
    }
}
