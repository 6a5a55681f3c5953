package dev.minion.ledger.message;

import dev.minion.contracts.Ids;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.records.InboxesFilled;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import dev.minion.messaging.Messaging;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells the coordinators whose inboxes have something new. */
@ApplicationScoped
class WakeUps {

    private static final Logger LOG = Logger.getLogger(WakeUps.class);
    private static final CloudEvents SENT =
            new CloudEvents(TelemetryKeys.CE_MESSAGE, "/minion/ledger");

    private final Messaging messaging;

    WakeUps(Messaging messaging) {
        this.messaging = messaging;
    }

    /** Publishes in the background; who is not woken looks for itself in a while. */
    void tell(AgentMessage message) {
        var _ =
                messaging
                        .publisher()
                        .publish(List.of(record(message)))
                        .exceptionally(
                                lost -> {
                                    LOG.debugf("wake-up lost: reason=%s", lost);
                                    return null;
                                });
    }

    private static Message record(AgentMessage message) {
        InboxesFilled.Builder filled =
                InboxesFilled.newBuilder()
                        .setMessageId(message.getId())
                        .setNamespace(message.getNamespace());
        message.getDeliveriesList().forEach(delivery -> filled.addAgents(delivery.getAgent()));
        return new Message(
                Topics.MESSAGES,
                Message.BY_KEY,
                message.getId().toByteArray(),
                filled.build().toByteArray(),
                SENT.headers(Ids.fromBytes(message.getId()).toString(), ""));
    }
}
