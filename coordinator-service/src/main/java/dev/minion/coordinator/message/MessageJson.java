package dev.minion.coordinator.message;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryCounts;
import dev.minion.contracts.messages.RecipientKind;
import dev.minion.coordinator.json.JsonOut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public form of a message. Its body goes through as the bytes it is. */
final class MessageJson {

    private static final int BYTES_WITHOUT_BODY = 700;
    private static final int DELIVERY_BYTES = 200;

    private MessageJson() {}

    /** A document of one message. */
    static JsonOut document(AgentMessage message) {
        return write(new JsonOut(size(message)), message);
    }

    /**
     * A page.
     *
     * @param cursor of the next one, or empty
     */
    static JsonOut page(List<AgentMessage> messages, String cursor) {
        int size = messages.stream().mapToInt(MessageJson::size).sum();
        JsonOut out = new JsonOut(100 + size).object().array("items");
        messages.forEach(message -> write(out, message));
        return out.endArray().text("next_cursor", orNull(cursor)).endObject();
    }

    /** A delivery as the next element or document. */
    @CanIgnoreReturnValue
    static JsonOut write(JsonOut out, Delivery delivery) {
        return out.object()
                .text("agent", delivery.getAgent())
                .text("status", DeliveryStatuses.text(delivery.getStatus()))
                .text("reason", orNull(delivery.getReason()))
                .time("delivered_at", delivery.getDeliveredAtUs())
                .time("ended_at", delivery.getEndedAtUs())
                .endObject();
    }

    @CanIgnoreReturnValue
    private static JsonOut write(JsonOut out, AgentMessage message) {
        out.object()
                .uuid("id", message.getId())
                .text("namespace", message.getNamespace())
                .text("sender", message.getSender())
                .object("to")
                .text(member(message.getTo().getKind()), message.getTo().getName())
                .endObject()
                .text("conversation", message.getConversation())
                .number("position", message.getPosition())
                .text("correlation_id", orNull(message.getCorrelationId()))
                .uuid("reply_to", message.getReplyTo())
                .text("kind", orNull(message.getKind()))
                .raw("body", message.getBody())
                .time("created_at", message.getCreatedAtUs())
                .time("expires_at", message.getExpiresAtUs())
                .number("recipients", message.getRecipients());
        if (message.hasCounts()) {
            counts(out, message.getCounts());
        }
        if (message.getDeliveriesCount() > 0) {
            out.array("deliveries");
            message.getDeliveriesList().forEach(delivery -> write(out, delivery));
            out.endArray();
        }
        return out.endObject();
    }

    private static void counts(JsonOut out, DeliveryCounts counts) {
        out.object("by_status")
                .number("sent", counts.getSent())
                .number("delivered", counts.getDelivered())
                .number("read", counts.getRead())
                .number("failed", counts.getFailed())
                .endObject();
    }

    private static String member(RecipientKind kind) {
        return switch (kind) {
            case ROLE -> "role";
            case CAPABILITY -> "capability";
            default -> "agent";
        };
    }

    private static int size(AgentMessage message) {
        return BYTES_WITHOUT_BODY
                + message.getBody().size()
                + DELIVERY_BYTES * message.getDeliveriesCount();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
