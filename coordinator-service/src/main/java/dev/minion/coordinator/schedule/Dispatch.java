package dev.minion.coordinator.schedule;

import dev.minion.contracts.ledger.TaskInput;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the scheduler decided to the workers, in batches: through the log, but for few
 * assignments, which go by a call. What could not be sent, and that may have arrived nevertheless,
 * is told to the scheduler: the claim at dedup keeps it from running twice. For the loop's thread.
 */
final class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private final Publisher publisher;
    private final Commands commands;
    private final Answers answers;
    private final int batch;
    private final WorkerCalls calls;
    private List<Outgoing> assignments = new ArrayList<>();

    /** The other commands. */
    private List<Message> messages = new ArrayList<>();

    Dispatch(
            Publisher publisher, Commands commands, Answers answers, int batch, WorkerCalls calls) {
        this.publisher = publisher;
        this.commands = commands;
        this.answers = answers;
        this.batch = batch;
        this.calls = calls;
    }

    /** An assignment whose input came with the record. */
    void assign(Effect.Assign assign) {
        ReadyTask task = assign.task();
        assign(
                assign,
                TaskInput.newBuilder()
                        .setInput(task.getInput())
                        .setDependencyOutputs(task.getDependencyOutputs())
                        .build());
    }

    /** An assignment with its input loaded. */
    void assign(Effect.Assign assign, TaskInput loaded) {
        assignments.add(commands.assign(assign, loaded));
        if (assignments.size() >= batch) {
            flush();
        }
    }

    /** Nothing follows where these are lost: heartbeats bring them up again. */
    void tell(Message command) {
        messages.add(command);
    }

    void probe() {
        var ignored =
                publisher
                        .publish(List.of(commands.probe()))
                        .whenComplete(
                                (_, failure) ->
                                        answers.answer(new Event.ProbeAnswered(failure == null)));
    }

    /** Sends all that has come together; a stop overtakes nothing that was assigned before it. */
    void flush() {
        List<Outgoing> outgoing = assignments;
        List<Message> others = messages;
        if (outgoing.isEmpty() && others.isEmpty()) {
            return;
        }
        assignments = new ArrayList<>();
        messages = new ArrayList<>();
        if (!others.isEmpty() || !calls.take(outgoing)) {
            publish(outgoing, others);
        }
    }

    /** Publishes assignments, whether they could be told by a call or not. */
    void publish(List<Outgoing> outgoing) {
        publish(outgoing, List.of());
    }

    private void publish(List<Outgoing> outgoing, List<Message> others) {
        List<Message> records = new ArrayList<>(outgoing.size() + others.size());
        outgoing.forEach(each -> records.add(commands.record(each)));
        records.addAll(others);
        var ignored =
                publisher.publish(records).whenComplete((_, failure) -> ended(outgoing, failure));
    }

    private void ended(List<Outgoing> sent, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warnf(
                    "assignments were not published: count=%d, reason=%s",
                    sent.size(), failure.getMessage());
            if (!sent.isEmpty()) {
                answers.answer(
                        new Event.AssignmentsFailed(sent.stream().map(Outgoing::assign).toList()));
            }
        }
    }
}
