package dev.minion.ledger.publication;

import com.google.protobuf.ByteString;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Header;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Publishes what has been committed. */
@ApplicationScoped
public class Announcements {

    private static final Logger LOG = Logger.getLogger(Announcements.class);
    private static final CloudEvents READY =
            new CloudEvents(TelemetryKeys.CE_READY, "/minion/ledger");
    private static final CloudEvents CHANGED =
            new CloudEvents(TelemetryKeys.CE_CHANGED, "/minion/ledger");

    private final Messaging messaging;
    private final Outcomes outcomes;

    Announcements(Messaging messaging, Outcomes outcomes) {
        this.messaging = messaging;
        this.outcomes = outcomes;
    }

    /** Publishes in the background; what is lost is found by reconciliation. */
    public void tell(Effects effects) {
        var _ =
                publish(effects)
                        .exceptionally(
                                lost -> {
                                    LOG.debugf("announcements lost: reason=%s", lost);
                                    return null;
                                });
    }

    /** Publishes; completes when the records are durable. */
    public CompletionStage<Void> publish(Effects effects) {
        effects.changes().forEach(this::count);
        List<Message> messages = new ArrayList<>(effects.changes().size() + effects.ready().size());
        effects.changes().forEach(change -> messages.add(changed(change)));
        effects.repeats().forEach(change -> messages.add(changed(change)));
        effects.ready().forEach(task -> messages.add(ready(task)));
        return messaging.publisher().publish(messages);
    }

    private void count(TaskChange change) {
        if (Transitions.terminal(change.getStatus())) {
            outcomes.ended(change);
        }
    }

    private static Message ready(ReadyTask task) {
        ByteString id = task.getTaskId();
        String event = name(id) + '/' + task.getFence().getAttempt();
        List<Header> headers = READY.headers(event, task.getTraceParent());
        return new Message(
                Topics.READY, task.getPartition(), id.toByteArray(), task.toByteArray(), headers);
    }

    private static Message changed(TaskChange change) {
        ByteString id = change.getTaskId();
        String event = name(id) + '/' + change.getVersion();
        return new Message(
                Topics.OUTCOMES,
                change.getPartition(),
                id.toByteArray(),
                change.toByteArray(),
                CHANGED.headers(event, ""));
    }

    private static String name(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
