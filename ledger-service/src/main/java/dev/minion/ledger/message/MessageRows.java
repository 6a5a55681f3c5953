package dev.minion.ledger.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryCounts;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.Recipient;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From rows to what travels. */
final class MessageRows {

    /** Columns of a message {@code m}. */
    static final String MESSAGE =
            """
            m.id, m.reply_to, m.created_at, m.expires_at, m.sequence, m.position, m.recipients, \
            m.recipient_kind, m.namespace, m.recipient, m.sender, m.conversation, \
            m.correlation_id, m.kind, m.body\
            """;

    /** Columns of a delivery {@code d}. */
    static final String DELIVERY = "d.agent, d.status, d.reason, d.delivered_at, d.ended_at";

    private MessageRows() {}

    /** The message of a row with {@link #MESSAGE}, without its deliveries. */
    static AgentMessage.Builder message(Row row) {
        return AgentMessage.newBuilder()
                .setId(Ids.toBytes(row.getUUID("id")))
                .setNamespace(row.getString("namespace"))
                .setSender(row.getString("sender"))
                .setTo(
                        Recipient.newBuilder()
                                .setKindValue(row.getShort("recipient_kind"))
                                .setName(row.getString("recipient")))
                .setConversation(row.getString("conversation"))
                .setPosition(row.getLong("position"))
                .setCorrelationId(text(row.getString("correlation_id")))
                .setReplyTo(id(row.getUUID("reply_to")))
                .setKind(text(row.getString("kind")))
                .setBody(ReadyRows.bytes(row.getBuffer("body")))
                .setCreatedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("created_at")))
                .setExpiresAtUs(Timestamps.fromColumn(row.getOffsetDateTime("expires_at")))
                .setRecipients(row.getInteger("recipients"));
    }

    /** The delivery of a row with {@link #DELIVERY}. */
    static Delivery delivery(Row row) {
        return Delivery.newBuilder()
                .setAgent(row.getString("agent"))
                .setStatusValue(row.getShort("status"))
                .setReason(text(row.getString("reason")))
                .setDeliveredAtUs(Timestamps.fromColumn(row.getOffsetDateTime("delivered_at")))
                .setEndedAtUs(Timestamps.fromColumn(row.getOffsetDateTime("ended_at")))
                .build();
    }

    /** Adds to the number of deliveries in a status. */
    static void count(DeliveryCounts.Builder counts, DeliveryStatus status, int more) {
        var _ =
                switch (status) {
                    case SENT -> counts.setSent(counts.getSent() + more);
                    case DELIVERED -> counts.setDelivered(counts.getDelivered() + more);
                    case READ -> counts.setRead(counts.getRead() + more);
                    case FAILED -> counts.setFailed(counts.getFailed() + more);
                    case DELIVERY_STATUS_UNSPECIFIED, UNRECOGNIZED -> counts;
                };
    }

    /** A text for a column that is null where there is none. */
    static @Nullable String column(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String text(@Nullable String column) {
        return column == null ? "" : column;
    }

    private static ByteString id(@Nullable UUID column) {
        return column == null ? ByteString.EMPTY : Ids.toBytes(column);
    }
}
