package dev.minion.ledger.message;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AcknowledgeMessageRequest;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryResult;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.ReadInboxRequest;
import dev.minion.contracts.messages.ReadInboxResponse;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.UUID;

/** What waits for an agent, and what the agent says of it. */
@ApplicationScoped
public class Inbox {

    /**
     * What has expired is not shown, though the timer may not have marked it yet. What is new to
     * this reader is shown only if the update has found it still open.
     */
    static final String READ =
            """
            with page as (
              select d.message_id, d.agent, d.sequence, d.status, d.delivered_at
              from ledger.message_deliveries d
              where d.namespace = $1 and d.agent = $2 and d.status in (1, 2)
                and (d.status = 2 or d.expires_at > now())
              order by d.sequence limit $3
            ), told as (
              update ledger.message_deliveries d
              set status = 2, delivered_at = coalesce(d.delivered_at, now())
              from page p where d.message_id = p.message_id and d.agent = p.agent
                and p.status = 1 and d.status in (1, 2)
              returning d.message_id, d.delivered_at
            )
            select %s, d.agent, 2::smallint as status, null::text as reason,
              coalesce(t.delivered_at, d.delivered_at) as delivered_at,
              null::timestamptz as ended_at
            from page d join ledger.messages m on m.id = d.message_id
              left join told t on t.message_id = d.message_id
            where d.status = 2 or t.message_id is not null
            order by d.sequence
            """
                    .formatted(MessageRows.MESSAGE);

    private static final String ACKNOWLEDGE =
            """
            update ledger.message_deliveries d
            set status = $4, reason = $5, delivered_at = coalesce(d.delivered_at, now()),
                ended_at = now()
            where d.message_id = $1 and d.agent = $2 and d.namespace = $3 and d.status in (1, 2)
            returning\s"""
                    + MessageRows.DELIVERY;

    private static final String PRESENT =
            "select "
                    + MessageRows.DELIVERY
                    + " from ledger.message_deliveries d"
                    + " where d.message_id = $1 and d.agent = $2 and d.namespace = $3";

    private final Transactions transactions;

    Inbox(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The oldest messages that the agent has not acknowledged; they count as delivered now. */
    public Future<ReadInboxResponse> read(ReadInboxRequest request) {
        int limit =
                request.getLimit() <= 0
                        ? Limits.INBOX_MESSAGES
                        : Math.min(request.getLimit(), Limits.INBOX_MESSAGES);
        return transactions
                .commit(
                        transaction ->
                                transaction
                                        .connection()
                                        .preparedQuery(READ)
                                        .execute(
                                                Tuple.of(
                                                        request.getNamespace(),
                                                        request.getAgent(),
                                                        limit)))
                .map(
                        rows -> {
                            ReadInboxResponse.Builder inbox = ReadInboxResponse.newBuilder();
                            for (Row row : rows) {
                                inbox.addMessages(
                                        MessageRows.message(row)
                                                .addDeliveries(MessageRows.delivery(row)));
                            }
                            return inbox.build();
                        });
    }

    /**
     * Ends a delivery as the agent says. A second time with the same status answers the same.
     *
     * @return the delivery, or a problem: message-not-found, illegal-transition
     * @throws IllegalArgumentException when the status is neither READ nor FAILED
     */
    public Future<DeliveryResult> acknowledge(AcknowledgeMessageRequest request) {
        DeliveryStatus wanted = request.getStatus();
        if (wanted != DeliveryStatus.READ && wanted != DeliveryStatus.FAILED) {
            throw new IllegalArgumentException("a message is acknowledged as read or failed");
        }
        UUID id = Ids.fromBytes(request.getId());
        Tuple delivery = Tuple.of(id, request.getAgent(), request.getNamespace());
        Tuple change =
                Tuple.of(id, request.getAgent(), request.getNamespace())
                        .addShort((short) wanted.getNumber())
                        .addValue(MessageRows.column(request.getReason()));
        return transactions
                .alone()
                .preparedQuery(ACKNOWLEDGE)
                .execute(change)
                .compose(
                        rows ->
                                rows.size() > 0
                                        ? Future.succeededFuture(first(rows))
                                        : transactions
                                                .alone()
                                                .preparedQuery(PRESENT)
                                                .execute(delivery)
                                                .map(present -> unchanged(present, wanted)));
    }

    private static DeliveryResult unchanged(RowSet<Row> present, DeliveryStatus wanted) {
        if (present.size() == 0) {
            return refused(FailureCode.MESSAGE_NOT_FOUND, "no such message was sent to this agent");
        }
        DeliveryResult result = first(present);
        DeliveryStatus status = result.getDelivery().getStatus();
        return status == wanted
                ? result
                : refused(
                        FailureCode.ILLEGAL_TRANSITION,
                        "the message is " + status.name().toLowerCase(Locale.ROOT) + " already");
    }

    private static DeliveryResult first(RowSet<Row> rows) {
        Delivery delivery = MessageRows.delivery(rows.iterator().next());
        return DeliveryResult.newBuilder().setDelivery(delivery).build();
    }

    private static DeliveryResult refused(FailureCode code, String detail) {
        return DeliveryResult.newBuilder().setProblem(Problems.of(code, detail)).build();
    }
}
