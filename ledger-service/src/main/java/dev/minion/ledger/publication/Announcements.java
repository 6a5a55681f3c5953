package dev.minion.ledger.publication;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.records.TouchedTask;
import dev.minion.contracts.records.TouchedTasks;
import dev.minion.ledger.cache.TaskCache;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.telemetry.Outcomes;
import dev.minion.ledger.timing.Activity;
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

    private static final CloudEvents TOUCHED =
            new CloudEvents(TelemetryKeys.CE_TOUCHED, "/minion/ledger");

    private final Messaging messaging;
    private final Outcomes outcomes;
    private final TaskCache cache;
    private final Activity activity;
    private final boolean caching;

    Announcements(Messaging messaging, Outcomes outcomes, TaskCache cache, Activity activity) {
        this.messaging = messaging;
        this.outcomes = outcomes;
        this.cache = cache;
        this.activity = activity;
        this.caching = cache.keeps().isPositive();
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
        activity.committed();
        if (caching) {
            renew(effects);
        }
        effects.changes().forEach(this::count);
        List<Message> messages = new ArrayList<>(effects.changes().size() + effects.ready().size());
        effects.changes().forEach(change -> messages.add(changed(change)));
        effects.repeats().forEach(change -> messages.add(changed(change)));
        effects.ready().forEach(task -> messages.add(ready(task)));
        if (caching && !effects.touched().isEmpty()) {
            messages.add(touched(effects.touched()));
        }
        return messaging.publisher().publish(messages);
    }

    /** What is written goes in first: its own change, told next, leaves it there. */
    private void renew(Effects effects) {
        effects.written().forEach(written -> cache.put(written.reading(), written.tasks()));
        forget(effects);
    }

    /** Of a transaction that ended, however it did: what it may have changed is not cached on. */
    public void forget(Effects effects) {
        effects.changes().forEach(c -> cache.changed(Ids.fromBytes(c.getTaskId()), c.getVersion()));
        effects.touched().forEach(touched -> cache.changed(touched.id(), touched.version()));
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

    private static Message touched(List<Effects.Touched> touched) {
        TouchedTasks.Builder tasks = TouchedTasks.newBuilder();
        touched.forEach(
                each ->
                        tasks.addTasks(
                                TouchedTask.newBuilder()
                                        .setTaskId(Ids.toBytes(each.id()))
                                        .setVersion(each.version())));
        ByteString first = tasks.getTasks(0).getTaskId();
        return new Message(
                Topics.LEDGER_CHANGES,
                0,
                first.toByteArray(),
                tasks.build().toByteArray(),
                TOUCHED.headers(name(first) + '/' + tasks.getTasks(0).getVersion(), ""));
    }

    private static String name(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
