package dev.minion.worker.call;

import dev.minion.contracts.ledger.ReportAttemptsResponse;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.work.RunAnswer;
import dev.minion.worker.run.AttemptKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls that are open, by the attempts they wait for. */
@Singleton
public class OpenCalls {

    /** A handler that takes longer has nobody who would notice the way through the log. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<AttemptKey, OpenCall> byAttempt = new ConcurrentHashMap<>();

    /**
     * Opens a call.
     *
     * @param attempts those it waits for, at least one
     * @param accepted whether the caller has accepted their tasks itself
     * @param answer is given what is told
     * @param end is run once, when nothing more will be told
     * @return closes the call, where its caller has gone
     */
    public Runnable open(
            Collection<AttemptKey> attempts,
            boolean accepted,
            long nowNanos,
            Consumer<RunAnswer> answer,
            Runnable end) {
        OpenCall call = new OpenCall(attempts, accepted, nowNanos, answer, end);
        attempts.forEach(attempt -> byAttempt.put(attempt, call));
        return () -> close(call);
    }

    /**
     * Whether what is recorded of all of these will be heard by whoever most likely waits for it,
     * so that nobody else is in a hurry.
     */
    public boolean heard(List<TaskEvent> events) {
        return events.stream()
                .map(event -> byAttempt.get(AttemptKey.of(event)))
                .allMatch(call -> call != null && call.accepted());
    }

    /** Tells what the ledger has recorded. */
    public void recorded(ReportAttemptsResponse recorded) {
        if (byAttempt.isEmpty()) {
            return;
        }
        Map<OpenCall, RunAnswer.Builder> answers = new HashMap<>();
        for (TaskChange change : recorded.getChangesList()) {
            OpenCall call = ended(change);
            if (call != null) {
                answers.computeIfAbsent(call, any -> RunAnswer.newBuilder()).addChanges(change);
            }
        }
        release(recorded.getReadyList(), answers);
        answers.forEach((call, answer) -> call.tell(answer.build()));
    }

    private @Nullable OpenCall ended(TaskChange change) {
        AttemptKey attempt = AttemptKey.of(change);
        OpenCall call = byAttempt.remove(attempt);
        if (call != null) {
            call.ended(attempt);
        }
        return call;
    }

    /** Whose change released which task is not told: any of the callers may schedule all. */
    private static void release(List<ReadyTask> ready, Map<OpenCall, RunAnswer.Builder> answers) {
        answers.values().stream().findFirst().ifPresent(answer -> answer.addAllReady(ready));
    }

    /** Ends the calls that have lasted long enough. */
    public void step(long nowNanos) {
        for (OpenCall call : byAttempt.values()) {
            if (nowNanos - call.openedNanos() > PATIENCE_NANOS) {
                close(call);
            }
        }
    }

    /** How many attempts are waited for. */
    int size() {
        return byAttempt.size();
    }

    private void close(OpenCall call) {
        call.giveUp().forEach(attempt -> byAttempt.remove(attempt, call));
    }
}
