package dev.minion.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.coordinator.schedule.core.Event;
import dev.minion.messaging.Message;
import dev.minion.messaging.Publisher;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the scheduler decided to the workers, in batches. What could not be sent, and that may
 * have arrived nevertheless, is told to the scheduler: the claim at dedup keeps it from running
 * twice. For the loop's thread.
 */
final class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private final Publisher publisher;
    private final Commands commands;
    private final Answers answers;
    private final int batch;
    private List<Effect.Assign> assigns = new ArrayList<>();
    private List<Message> messages = new ArrayList<>();

    Dispatch(Publisher publisher, Commands commands, Answers answers, int batch) {
        this.publisher = publisher;
        this.commands = commands;
        this.answers = answers;
        this.batch = batch;
    }

    /** An assignment whose input came with the record. */
    void assign(Effect.Assign assign) {
        assign(assign, assign.task().getInput(), assign.task().getDependencyOutputs());
    }

    /** An assignment with its input loaded. */
    void assign(Effect.Assign assign, ByteString input, ByteString dependencyOutputs) {
        assigns.add(assign);
        messages.add(commands.assign(assign, input, dependencyOutputs));
        if (messages.size() >= batch) {
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

    /** Publishes all that has come together. */
    void flush() {
        if (messages.isEmpty()) {
            return;
        }
        List<Effect.Assign> sent = assigns;
        var ignored =
                publisher.publish(messages).whenComplete((_, failure) -> ended(sent, failure));
        assigns = new ArrayList<>();
        messages = new ArrayList<>();
    }

    private void ended(List<Effect.Assign> sent, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warnf(
                    "assignments were not published: count=%d, reason=%s",
                    sent.size(), failure.getMessage());
            if (!sent.isEmpty()) {
                answers.answer(new Event.AssignmentsFailed(sent));
            }
        }
    }
}
