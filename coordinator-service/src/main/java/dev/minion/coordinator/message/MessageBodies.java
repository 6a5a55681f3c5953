package dev.minion.coordinator.message;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.Recipient;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;
import java.util.UUID;

/** Reads the bodies of requests. */
final class MessageBodies {

    private static final long SHORTEST_TTL_MILLIS = 1;

    private final Faults faults = new Faults("");
    private final JsonSource source;
    private final JsonFields fields;

    private MessageBodies(byte[] body) {
        this.source = new JsonSource(body);
        this.fields = new JsonFields(source, faults);
    }

    /**
     * A message to send, without id and namespace.
     *
     * @throws ProblemException naming each place that is wrong
     */
    static SendMessageRequest.Builder message(byte[] body) {
        MessageBodies reader = new MessageBodies(body);
        SendMessageRequest.Builder message = SendMessageRequest.newBuilder();
        if (reader.fields.object("", name -> reader.member(message, name))) {
            reader.require("/sender", !message.getSender().isEmpty());
            reader.require("/to", message.hasTo());
            reader.require("/body", !message.getBody().isEmpty());
        }
        reader.end();
        return message;
    }

    /**
     * {@code {"status": "read"}} or {@code {"status": "failed", "reason"}}.
     *
     * @throws ProblemException naming each place that is wrong
     */
    static AcknowledgeMessageRequest.Builder acknowledgement(byte[] body) {
        MessageBodies reader = new MessageBodies(body);
        AcknowledgeMessageRequest.Builder end = AcknowledgeMessageRequest.newBuilder();
        if (reader.fields.object("", name -> reader.member(end, name))) {
            DeliveryStatus status = end.getStatus();
            reader.require("/status", status != DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED);
            if (status == DeliveryStatus.READ && !end.getReason().isEmpty()) {
                reader.faults.invalid("/reason", "belongs to the status failed");
            }
        }
        reader.end();
        return end;
    }

    private boolean member(SendMessageRequest.Builder message, String name) {
        switch (name) {
            case "sender" -> message.setSender(fields.text("/sender", Limits.LABEL_CHARS));
            case "to" -> recipient(message);
            case "conversation" ->
                    message.setConversation(fields.text("/conversation", Limits.LABEL_CHARS));
            case "correlation_id" ->
                    message.setCorrelationId(fields.text("/correlation_id", Limits.LABEL_CHARS));
            case "reply_to" -> replyTo(message);
            case "kind" -> message.setKind(fields.text("/kind", Limits.MESSAGE_KIND_CHARS));
            case "body" -> message.setBody(fields.json("/body", Limits.MESSAGE_BODY_BYTES));
            case "ttl" ->
                    fields.duration("/ttl", SHORTEST_TTL_MILLIS, Limits.LONGEST_MESSAGE_TTL_MILLIS)
                            .ifPresent(message::setTtlMs);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void recipient(SendMessageRequest.Builder message) {
        Recipient.Builder to = Recipient.newBuilder();
        int[] named = {0};
        boolean anObject =
                fields.object(
                        "/to",
                        name -> {
                            RecipientKind kind = kind(name);
                            if (kind == RecipientKind.RECIPIENT_KIND_UNSPECIFIED) {
                                return false;
                            }
                            String text = fields.text("/to/" + name, Limits.LABEL_CHARS);
                            if (!text.isEmpty()) {
                                named[0]++;
                                to.setKind(kind).setName(text);
                            }
                            return true;
                        });
        if (anObject && named[0] != 1) {
            faults.invalid("/to", "must name exactly one of agent, role and capability");
        }
        message.setTo(to);
    }

    private static RecipientKind kind(String member) {
        return switch (member) {
            case "agent" -> RecipientKind.AGENT;
            case "role" -> RecipientKind.ROLE;
            case "capability" -> RecipientKind.CAPABILITY;
            default -> RecipientKind.RECIPIENT_KIND_UNSPECIFIED;
        };
    }

    private void replyTo(SendMessageRequest.Builder message) {
        String text = fields.text("/reply_to", Limits.LABEL_CHARS);
        UUID id = Ids.parse(text);
        if (id != null) {
            message.setReplyTo(Ids.toBytes(id));
        } else if (!text.isEmpty()) {
            faults.invalid("/reply_to", "must be a UUID");
        }
    }

    private boolean member(AcknowledgeMessageRequest.Builder end, String name) {
        switch (name) {
            case "status" -> {
                String text = fields.text("/status", Limits.LABEL_CHARS);
                switch (text) {
                    case "read" -> end.setStatus(DeliveryStatus.READ);
                    case "failed" -> end.setStatus(DeliveryStatus.FAILED);
                    case "" -> {}
                    default -> faults.invalid("/status", "must be read or failed");
                }
            }
            case "reason" -> end.setReason(fields.text("/reason", Limits.MESSAGE_REASON_CHARS));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void require(String pointer, boolean given) {
        boolean told = faults.all().stream().anyMatch(fault -> fault.pointer().equals(pointer));
        if (!given && !told) {
            faults.invalid(pointer, "is missing");
        }
    }

    private void end() {
        source.end();
        if (!faults.none()) {
            throw new ProblemException(faults);
        }
    }
}
