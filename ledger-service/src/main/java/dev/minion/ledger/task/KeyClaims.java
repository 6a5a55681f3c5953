package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.ledger.state.DependencyGraph.Fault;
import dev.minion.ledger.transition.ReadyRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys within one transaction (law 1). The unique key decides: an insert that meets
 * another transaction's waits for its end and then knows.
 */
final class KeyClaims {

    /** A key, ordered so that all transactions lock in the same order. */
    record Key(String namespace, String key) implements Comparable<Key> {

        static Key of(NewTask task) {
            return new Key(task.getNamespace(), task.getIdempotencyKey());
        }

        @Override
        public int compareTo(Key other) {
            int byNamespace = namespace.compareTo(other.namespace);
            return byNamespace != 0 ? byNamespace : key.compareTo(other.key);
        }
    }

    private record Owner(UUID taskId, ByteString payloadHash) {}

    private static final long DEFAULT_TTL_MS = 86_400_000;

    private static final String CLAIM =
            """
            insert into ledger.task_keys as k (namespace, key, task_id, payload_hash, expires_at)
            select u.namespace, u.key, u.task_id, u.hash, u.expires_at
            from unnest($1::text[], $2::text[], $3::uuid[], $4::bytea[], $5::timestamptz[])
              u(namespace, key, task_id, hash, expires_at)
            on conflict (namespace, key) do update
              set task_id = excluded.task_id, payload_hash = excluded.payload_hash,
                  expires_at = excluded.expires_at
              where k.expires_at < now()
            """;

    private static final String OWNERS =
            """
            select k.namespace, k.key, k.task_id, k.payload_hash from ledger.task_keys k
            join unnest($1::text[], $2::text[]) u(namespace, key)
              on k.namespace = u.namespace and k.key = u.key
            """;

    private static final String GIVE_BACK =
            """
            delete from ledger.task_keys k
            using unnest($1::text[], $2::text[], $3::uuid[]) u(namespace, key, task_id)
            where k.namespace = u.namespace and k.key = u.key and k.task_id = u.task_id
            """;

    private final SqlClient connection;
    private final long nowUs;
    private final Map<Key, Owner> owners = new HashMap<>();

    KeyClaims(SqlClient connection, long nowUs) {
        this.connection = connection;
        this.nowUs = nowUs;
    }

    /** Claims the keys of all wanted items and refuses those whose key names another payload. */
    Future<Void> claim(List<Candidate> batch) {
        SortedMap<Key, Wanted> wanted = wanted(batch);
        if (wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple names = names(wanted);
        return connection
                .preparedQuery(CLAIM)
                .execute(claims(wanted))
                .compose(done -> connection.preparedQuery(OWNERS).execute(names))
                .map(
                        rows -> {
                            for (Row row : rows) {
                                owners.put(
                                        new Key(row.getString(0), row.getString(1)),
                                        new Owner(
                                                row.getUUID(2), ReadyRows.bytes(row.getBuffer(3))));
                            }
                            refuseConflicts(batch);
                            return null;
                        });
    }

    /** The earlier task that an item's key names, or null where the item is the key's own. */
    @Nullable UUID earlier(Candidate candidate, int item) {
        NewTask task = candidate.task(item);
        if (task.getIdempotencyKey().isEmpty()) {
            return null;
        }
        Owner owner = owners.get(Key.of(task));
        return owner == null || owner.taskId.equals(candidate.id(item)) ? null : owner.taskId;
    }

    /** Gives back the keys of items that were refused after all. */
    Future<Void> giveBack(List<Candidate> batch) {
        SortedMap<Key, Wanted> refused = new TreeMap<>();
        for (Candidate candidate : batch) {
            for (int item = 0; item < candidate.size(); item++) {
                NewTask task = candidate.task(item);
                if (!task.getIdempotencyKey().isEmpty()
                        && !candidate.wanted(item)
                        && owners.containsKey(Key.of(task))) {
                    refused.put(Key.of(task), new Wanted(candidate.id(item), task));
                }
            }
        }
        if (refused.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] ids = refused.values().stream().map(Wanted::id).toArray(UUID[]::new);
        return connection
                .preparedQuery(GIVE_BACK)
                .execute(names(refused).addArrayOfUUID(ids))
                .mapEmpty();
    }

    private record Wanted(UUID id, NewTask task) {}

    private static SortedMap<Key, Wanted> wanted(List<Candidate> batch) {
        SortedMap<Key, Wanted> wanted = new TreeMap<>();
        for (Candidate candidate : batch) {
            for (int item = 0; item < candidate.size(); item++) {
                NewTask task = candidate.task(item);
                if (!task.getIdempotencyKey().isEmpty() && candidate.wanted(item)) {
                    wanted.putIfAbsent(Key.of(task), new Wanted(candidate.id(item), task));
                }
            }
        }
        return wanted;
    }

    /** A request has one key: where one of its items conflicts, none of them is stored. */
    private void refuseConflicts(List<Candidate> batch) {
        for (Candidate candidate : batch) {
            if (conflicts(candidate)) {
                for (int item = 0; item < candidate.size(); item++) {
                    refuse(candidate, item);
                }
            }
        }
    }

    private boolean conflicts(Candidate candidate) {
        for (int item = 0; item < candidate.size(); item++) {
            NewTask task = candidate.task(item);
            Owner owner = task.getIdempotencyKey().isEmpty() ? null : owners.get(Key.of(task));
            if (owner != null && !owner.payloadHash.equals(task.getPayloadHash())) {
                return true;
            }
        }
        return false;
    }

    private static void refuse(Candidate candidate, int item) {
        candidate
                .graph()
                .refuse(
                        item,
                        new Fault(
                                FailureCode.IDEMPOTENCY_CONFLICT,
                                "",
                                "the idempotency key was used with another payload"));
    }

    private static Tuple names(SortedMap<Key, Wanted> keys) {
        return Tuple.tuple()
                .addArrayOfString(keys.keySet().stream().map(Key::namespace).toArray(String[]::new))
                .addArrayOfString(keys.keySet().stream().map(Key::key).toArray(String[]::new));
    }

    private Tuple claims(SortedMap<Key, Wanted> keys) {
        List<UUID> ids = new ArrayList<>();
        List<Buffer> hashes = new ArrayList<>();
        List<@Nullable OffsetDateTime> expiries = new ArrayList<>();
        for (Wanted wanted : keys.values()) {
            long ttl = wanted.task.getIdempotencyTtlMs();
            ids.add(wanted.id);
            hashes.add(Buffer.buffer(wanted.task.getPayloadHash().toByteArray()));
            expiries.add(Timestamps.toColumn(nowUs + (ttl > 0 ? ttl : DEFAULT_TTL_MS) * 1_000));
        }
        return names(keys)
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addArrayOfBuffer(hashes.toArray(Buffer[]::new))
                .addArrayOfOffsetDateTime(expiries.toArray(OffsetDateTime[]::new));
    }
}
