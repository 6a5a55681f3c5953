package dev.minion.ledger.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.Delivery;
import dev.minion.contracts.messages.DeliveryCounts;
import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.GetMessageRequest;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.contracts.messages.MessageResult;
import dev.minion.ledger.task.Problems;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads messages: one with its deliveries, or the history with their numbers. */
@ApplicationScoped
public class MessageReads {

    private static final String ONE =
            "select "
                    + MessageRows.MESSAGE
                    + " from ledger.messages m where m.id = $1 and m.namespace = $2";

    private static final String DELIVERIES =
            "select "
                    + MessageRows.DELIVERY
                    + " from ledger.message_deliveries d where d.message_id = $1 order by d.agent";

    private static final String COUNTS =
            """
            select d.message_id, d.status, count(*)::int from ledger.message_deliveries d
            where d.message_id = any($1::uuid[]) group by d.message_id, d.status
            """;

    private final Pool pool;

    MessageReads(Pool pool) {
        this.pool = pool;
    }

    /** A message with its deliveries, or message-not-found. */
    public Future<MessageResult> get(GetMessageRequest request) {
        return get(pool, request.getNamespace(), Ids.fromBytes(request.getId()))
                .map(
                        found ->
                                found.map(message -> MessageResult.newBuilder().setMessage(message))
                                        .orElseGet(
                                                () ->
                                                        MessageResult.newBuilder()
                                                                .setProblem(
                                                                        Problems.of(
                                                                                FailureCode
                                                                                        .MESSAGE_NOT_FOUND,
                                                                                "no such message")))
                                        .build());
    }

    /** As it is for this connection's transaction. */
    Future<Optional<AgentMessage>> get(SqlClient connection, String namespace, UUID id) {
        return connection
                .preparedQuery(ONE)
                .execute(Tuple.of(id, namespace))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.succeededFuture(Optional.empty())
                                        : connection
                                                .preparedQuery(DELIVERIES)
                                                .execute(Tuple.of(id))
                                                .map(
                                                        deliveries ->
                                                                Optional.of(
                                                                        whole(
                                                                                rows.iterator()
                                                                                        .next(),
                                                                                deliveries))));
    }

    private static AgentMessage whole(Row row, RowSet<Row> deliveries) {
        AgentMessage.Builder message = MessageRows.message(row);
        DeliveryCounts.Builder counts = DeliveryCounts.newBuilder();
        for (Row each : deliveries) {
            Delivery delivery = MessageRows.delivery(each);
            MessageRows.count(counts, delivery.getStatus(), 1);
            message.addDeliveries(delivery);
        }
        return message.setCounts(counts).build();
    }

    /** A page of the history, or bad-cursor. */
    public Future<ListMessagesResponse> list(ListMessagesRequest request) {
        Optional<ListQuery> query = ListQuery.of(request);
        if (query.isEmpty()) {
            return Future.succeededFuture(
                    ListMessagesResponse.newBuilder()
                            .setProblem(
                                    Problems.of(
                                            FailureCode.BAD_CURSOR,
                                            "not a cursor of a list in this order"))
                            .build());
        }
        ListQuery page = query.get();
        return pool.preparedQuery(page.statement())
                .execute(page.parameters())
                .compose(rows -> counted(page.read(rows)));
    }

    private Future<ListMessagesResponse> counted(ListMessagesResponse.Builder page) {
        UUID[] ids =
                page.getMessagesList().stream()
                        .map(message -> Ids.fromBytes(message.getId()))
                        .toArray(UUID[]::new);
        return pool.preparedQuery(COUNTS)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .map(
                        rows -> {
                            Map<ByteString, DeliveryCounts.Builder> counts = new HashMap<>();
                            for (Row row : rows) {
                                MessageRows.count(
                                        counts.computeIfAbsent(
                                                Ids.toBytes(row.getUUID(0)),
                                                id -> DeliveryCounts.newBuilder()),
                                        DeliveryStatus.forNumber(row.getShort(1)),
                                        row.getInteger(2));
                            }
                            return with(page, counts);
                        });
    }

    private static ListMessagesResponse with(
            ListMessagesResponse.Builder page, Map<ByteString, DeliveryCounts.Builder> counts) {
        List<AgentMessage> messages = new ArrayList<>(page.getMessagesCount());
        for (AgentMessage message : page.getMessagesList()) {
            DeliveryCounts.Builder of =
                    counts.getOrDefault(message.getId(), DeliveryCounts.newBuilder());
            messages.add(message.toBuilder().setCounts(of).build());
        }
        return page.clearMessages().addAllMessages(messages).build();
    }
}
