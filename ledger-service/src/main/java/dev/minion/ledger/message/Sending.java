package dev.minion.ledger.message;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.messages.AgentMessage;
import dev.minion.contracts.messages.SendMessageRequest;
import dev.minion.contracts.messages.SendMessageResponse;
import dev.minion.contracts.tasks.Problem;
import dev.minion.ledger.task.Problems;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Transactions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a message and its deliveries, and wakes the recipients after the commit. */
@ApplicationScoped
public class Sending {

    private static final String ORIGIN =
            """
            select conversation, correlation_id from ledger.messages
            where id = $1 and namespace = $2
            """;

    private static final String NEXT_POSITION =
            """
            insert into ledger.conversations as c (namespace, name, last_position)
            values ($1, $2, 1)
            on conflict (namespace, name) do update set last_position = c.last_position + 1
            returning last_position
            """;

    private static final String MESSAGE =
            """
            insert into ledger.messages
              (id, namespace, sender, recipient_kind, recipient, conversation, position,
               correlation_id, reply_to, kind, body, recipients, idempotency_key, payload_hash,
               expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                    clock_timestamp() + $15 * interval '1 millisecond')
            on conflict do nothing
            returning sequence
            """;

    private static final String DELIVERIES =
            """
            insert into ledger.message_deliveries (message_id, agent, namespace, sequence, expires_at)
            select m.id, u.agent, m.namespace, m.sequence, m.expires_at
            from ledger.messages m, unnest($2::text[]) u(agent) where m.id = $1
            """;

    private static final String EARLIER =
            """
            select id, payload_hash from ledger.messages
            where namespace = $1 and (id = $2 or idempotency_key = $3)
            """;

    private final Transactions transactions;
    private final MessageReads reads;
    private final WakeUps wakeUps;

    Sending(Transactions transactions, MessageReads reads, WakeUps wakeUps) {
        this.transactions = transactions;
        this.reads = reads;
        this.wakeUps = wakeUps;
    }

    /**
     * Sends a message, or answers the one that this call or its key sent before.
     *
     * @return the message with its deliveries, or a problem: no-recipients, validation-failed,
     *     idempotency-conflict
     */
    public Future<SendMessageResponse> send(SendMessageRequest request) {
        return transactions
                .commit(transaction -> write(transaction.connection(), request))
                .map(
                        message -> {
                            wakeUps.tell(message);
                            return answer(message, false);
                        })
                .recover(
                        failure ->
                                failure instanceof NotSentException notSent
                                        ? earlier(request, notSent)
                                        : Future.failedFuture(failure));
    }

    private Future<AgentMessage> write(SqlClient connection, SendMessageRequest request) {
        return origin(connection, request)
                .compose(
                        placed ->
                                Recipients.of(connection, placed.getTo())
                                        .compose(agents -> write(connection, placed, agents)));
    }

    /** A reply belongs to the conversation that it answers, unless it says otherwise. */
    private static Future<SendMessageRequest> origin(
            SqlClient connection, SendMessageRequest request) {
        if (request.getReplyTo().isEmpty()) {
            return Future.succeededFuture(placed(request, null));
        }
        return connection
                .preparedQuery(ORIGIN)
                .execute(Tuple.of(Ids.fromBytes(request.getReplyTo()), request.getNamespace()))
                .map(
                        rows -> {
                            if (rows.size() == 0) {
                                throw NotSentException.invalid(
                                        "/reply_to", "is not a message of this namespace");
                            }
                            return placed(request, rows.iterator().next());
                        });
    }

    private static SendMessageRequest placed(SendMessageRequest request, @Nullable Row origin) {
        SendMessageRequest.Builder placed = request.toBuilder();
        if (request.getConversation().isEmpty()) {
            placed.setConversation(
                    origin == null
                            ? Ids.fromBytes(request.getId()).toString()
                            : origin.getString(0));
        }
        if (request.getCorrelationId().isEmpty() && origin != null && origin.getString(1) != null) {
            placed.setCorrelationId(origin.getString(1));
        }
        return placed.build();
    }

    private Future<AgentMessage> write(
            SqlClient connection, SendMessageRequest request, List<String> agents) {
        UUID id = Ids.fromBytes(request.getId());
        return connection
                .preparedQuery(NEXT_POSITION)
                .execute(Tuple.of(request.getNamespace(), request.getConversation()))
                .map(rows -> rows.iterator().next().getLong(0))
                .compose(
                        position ->
                                connection
                                        .preparedQuery(MESSAGE)
                                        .execute(row(id, request, position, agents.size())))
                .compose(
                        rows -> {
                            if (rows.size() == 0) {
                                return Future.failedFuture(NotSentException.known());
                            }
                            return connection
                                    .preparedQuery(DELIVERIES)
                                    .execute(
                                            Tuple.of(id)
                                                    .addArrayOfString(
                                                            agents.toArray(String[]::new)));
                        })
                .compose(done -> written(connection, request.getNamespace(), id));
    }

    private static Tuple row(UUID id, SendMessageRequest request, long position, int recipients) {
        long ttl = request.getTtlMs();
        ByteString replyTo = request.getReplyTo();
        return Tuple.tuple()
                .addUUID(id)
                .addString(request.getNamespace())
                .addString(request.getSender())
                .addShort((short) request.getTo().getKindValue())
                .addString(request.getTo().getName())
                .addString(request.getConversation())
                .addLong(position)
                .addValue(MessageRows.column(request.getCorrelationId()))
                .addValue(replyTo.isEmpty() ? null : Ids.fromBytes(replyTo))
                .addValue(MessageRows.column(request.getKind()))
                .addBuffer(Buffer.buffer(request.getBody().toByteArray()))
                .addInteger(recipients)
                .addValue(MessageRows.column(request.getIdempotencyKey()))
                .addValue(ReadyRows.column(request.getPayloadHash()))
                .addDouble((double) (ttl > 0 ? ttl : Limits.DEFAULT_MESSAGE_TTL_MILLIS));
    }

    /** What stands in the way is the first message of this id or key; else the refusal holds. */
    private Future<SendMessageResponse> earlier(
            SendMessageRequest request, NotSentException notSent) {
        UUID id = Ids.fromBytes(request.getId());
        return transactions
                .alone()
                .preparedQuery(EARLIER)
                .execute(
                        Tuple.of(request.getNamespace(), id)
                                .addValue(MessageRows.column(request.getIdempotencyKey())))
                .compose(
                        rows -> {
                            if (rows.size() == 0) {
                                return notSent.isKnown()
                                        ? Future.failedFuture(
                                                new IllegalStateException(
                                                        "the earlier message is gone"))
                                        : Future.succeededFuture(refused(notSent.problem()));
                            }
                            Row first = rows.iterator().next();
                            return same(request, first)
                                    ? replay(request, first.getUUID(0))
                                    : Future.succeededFuture(conflict());
                        });
    }

    private static boolean same(SendMessageRequest request, Row first) {
        return Ids.toBytes(first.getUUID(0)).equals(request.getId())
                || ReadyRows.bytes(first.getBuffer(1)).equals(request.getPayloadHash());
    }

    private Future<SendMessageResponse> replay(SendMessageRequest request, UUID first) {
        boolean anotherCall = !Ids.toBytes(first).equals(request.getId());
        return written(transactions.alone(), request.getNamespace(), first)
                .map(
                        message -> {
                            if (!anotherCall) {
                                // Whose answer was lost may have lost its wake-up as well.
                                wakeUps.tell(message);
                            }
                            return answer(message, anotherCall);
                        });
    }

    private Future<AgentMessage> written(SqlClient connection, String namespace, UUID id) {
        return reads.get(connection, namespace, id)
                .map(
                        found ->
                                found.orElseThrow(
                                        () -> new IllegalStateException("the message is gone")));
    }

    private static SendMessageResponse answer(AgentMessage message, boolean replayed) {
        return SendMessageResponse.newBuilder().setMessage(message).setReplayed(replayed).build();
    }

    private static SendMessageResponse conflict() {
        return refused(
                Problems.of(
                        FailureCode.IDEMPOTENCY_CONFLICT,
                        "the idempotency key was used with another payload"));
    }

    private static SendMessageResponse refused(Problem problem) {
        return SendMessageResponse.newBuilder().setProblem(problem).build();
    }
}
