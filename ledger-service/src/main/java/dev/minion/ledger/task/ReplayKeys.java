package dev.minion.ledger.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ReplayDeadLetterRequest;
import dev.minion.ledger.transition.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;

/**
 * The idempotency keys of replays, which live for a day beside those of submissions, under names
 * that no client can give one of those.
 */
@ApplicationScoped
class ReplayKeys {

    /** What is known of a key. */
    enum Found {
        NEW,
        /** It was used for this very replay. */
        SAME,
        OTHER
    }

    private static final String PREFIX = "\u0001replay\u0001";

    private static final String LOOK =
            """
            select payload_hash from ledger.task_keys
            where namespace = $1 and key = $2 and expires_at > now()
            """;

    private static final String KEEP =
            """
            insert into ledger.task_keys (namespace, key, task_id, payload_hash, expires_at)
            values ($1, $2, $3, $4, now() + interval '1 day')
            on conflict (namespace, key) do update set task_id = excluded.task_id,
              payload_hash = excluded.payload_hash, expires_at = excluded.expires_at
            """;

    /** What is known of the key of a request; new where it has none. */
    Future<Found> look(Transaction transaction, ReplayDeadLetterRequest request) {
        if (request.getIdempotencyKey().isEmpty()) {
            return Future.succeededFuture(Found.NEW);
        }
        return transaction
                .connection()
                .preparedQuery(LOOK)
                .execute(Tuple.of(request.getNamespace(), key(request)))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                return row.getBuffer(0).equals(what(request))
                                        ? Found.SAME
                                        : Found.OTHER;
                            }
                            return Found.NEW;
                        });
    }

    /** Keeps the key of a replay that is done, if it has one. */
    Future<Void> keep(Transaction transaction, ReplayDeadLetterRequest request) {
        if (request.getIdempotencyKey().isEmpty()) {
            return Future.succeededFuture();
        }
        return transaction
                .connection()
                .preparedQuery(KEEP)
                .execute(
                        Tuple.of(
                                request.getNamespace(),
                                key(request),
                                Ids.fromBytes(request.getId()),
                                what(request)))
                .mapEmpty();
    }

    private static String key(ReplayDeadLetterRequest request) {
        return PREFIX + request.getIdempotencyKey();
    }

    private static Buffer what(ReplayDeadLetterRequest request) {
        byte[] id = request.getId().toByteArray();
        return Buffer.buffer(
                ByteBuffer.allocate(id.length + 4).put(id).putInt(request.getAttempt()).array());
    }
}
