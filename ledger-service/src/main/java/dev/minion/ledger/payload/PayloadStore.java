package dev.minion.ledger.payload;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.payloads.GetChunkRequest;
import dev.minion.contracts.payloads.GetChunkResponse;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.OpenPayloadResponse;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.PutChunkResponse;
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.contracts.payloads.SealPayloadResponse;
import dev.minion.contracts.tasks.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Payloads in Postgres. Each method is short, and may be called again. */
@ApplicationScoped
public class PayloadStore {

    private static final String OPEN =
            """
            insert into ledger.payloads (hash, size) values ($1, $2)
            on conflict (hash) do update set touched_at = now() returning size, sealed
            """;

    private static final String PUT =
            """
            insert into ledger.payload_chunks (hash, position, content)
            select p.hash, $2, $3 from ledger.payloads p where p.hash = $1 and not p.sealed
            on conflict do nothing
            """;

    private static final String LOOK =
            "select generation, size, sealed from ledger.payloads where hash = $1";

    private static final String GET =
            "select content from ledger.payload_chunks where hash = $1 and position = $2";

    private static final String SEAL =
            """
            update ledger.payloads set sealed = true, touched_at = now()
            where hash = $1 and generation = $2
            """;

    /** With its chunks. */
    private static final String DROP =
            "delete from ledger.payloads where hash = $1 and generation = $2 and not sealed";

    private static final Problem GONE =
            problem(FailureCode.PAYLOAD_GONE, "the payload is not there, or not all of it");

    private static final Problem HOLDS_NUL =
            problem(FailureCode.INPUT_INVALID, "the payload holds U+0000");

    private final Pool pool;
    private final Vertx vertx;
    private final Turns turns;
    private final int maxBytes;

    PayloadStore(
            Pool pool,
            Vertx vertx,
            PayloadConfig config,
            @ConfigProperty(name = "minion.max-payload-bytes") int maxBytes) {
        if (maxBytes > Limits.LARGEST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "MINION_MAX_PAYLOAD_BYTES is at most " + Limits.LARGEST_PAYLOAD_BYTES);
        }
        this.pool = pool;
        this.vertx = vertx;
        this.turns = new Turns(config.transfers(), config.waitingTransfers());
        this.maxBytes = maxBytes;
    }

    /** Has a payload stay for a while, whether it is there already or is to be put now. */
    public Future<OpenPayloadResponse> open(OpenPayloadRequest request) {
        long size = request.getSize();
        if (size <= 0 || size > maxBytes) {
            return Future.succeededFuture(refused(size + " bytes, allowed are " + maxBytes));
        }
        return statement(OPEN, Tuple.of(hash(request.getHash()), size))
                .map(
                        rows -> {
                            Row row = rows.iterator().next();
                            return row.getLong(0) == size
                                    ? OpenPayloadResponse.newBuilder()
                                            .setPresent(row.getBoolean(1))
                                            .build()
                                    : refused("another size than before under the same hash");
                        });
    }

    /** Stores a chunk; nothing where it is there, or where the payload was not opened. */
    public Future<PutChunkResponse> put(PutChunkRequest request) {
        ByteString content = request.getContent();
        boolean fits =
                content.size() <= Limits.PAYLOAD_CHUNK_BYTES
                        && request.getPosition() >= 0
                        && request.getPosition() < PayloadRef.chunks(maxBytes);
        if (!fits) {
            throw new IllegalArgumentException("the chunk is too large, or out of place");
        }
        Buffer bytes = Buffer.buffer(content.toByteArray());
        return statement(PUT, Tuple.of(hash(request.getHash()), request.getPosition(), bytes))
                .map(PutChunkResponse.getDefaultInstance());
    }

    /** Compares what was put with its hash; tasks may refer to it from then on. */
    public Future<SealPayloadResponse> seal(SealPayloadRequest request) {
        Buffer hash = hash(request.getHash());
        return statement(LOOK, Tuple.of(hash))
                .compose(
                        rows -> {
                            if (rows.size() == 0) {
                                return Future.succeededFuture(sealed(GONE));
                            }
                            Row row = rows.iterator().next();
                            return row.getBoolean(2)
                                    ? Future.succeededFuture(sealed(null))
                                    : compare(hash, row.getLong(0), row.getLong(1));
                        });
    }

    private Future<SealPayloadResponse> compare(Buffer hash, long generation, long size) {
        Sealing sealing = new Sealing();
        return take(sealing, hash, 0, PayloadRef.chunks(size))
                .compose(
                        whole -> {
                            boolean good = whole && sealing.is(hash.getBytes(), size);
                            boolean keep = good && !sealing.holdsNul();
                            return statement(keep ? SEAL : DROP, Tuple.of(hash, generation))
                                    .map(
                                            rows ->
                                                    sealed(
                                                            keep && rows.rowCount() == 1
                                                                    ? null
                                                                    : good && !keep
                                                                            ? HOLDS_NUL
                                                                            : GONE));
                        });
    }

    /**
     * One chunk after the other; false where one is missing. Digests on threads that may be busy.
     */
    private Future<Boolean> take(Sealing sealing, Buffer hash, int position, int chunks) {
        if (position == chunks) {
            return Future.succeededFuture(true);
        }
        return chunk(hash, position)
                .compose(
                        chunk ->
                                chunk == null
                                        ? Future.succeededFuture(false)
                                        : vertx.executeBlocking(
                                                        () -> {
                                                            sealing.take(chunk);
                                                            return true;
                                                        },
                                                        false)
                                                .compose(
                                                        taken ->
                                                                take(
                                                                        sealing,
                                                                        hash,
                                                                        position + 1,
                                                                        chunks)));
    }

    /** A chunk of a payload. */
    public Future<GetChunkResponse> get(GetChunkRequest request) {
        return chunk(hash(request.getHash()), request.getPosition())
                .map(
                        chunk ->
                                chunk == null
                                        ? GetChunkResponse.newBuilder().setProblem(GONE).build()
                                        : GetChunkResponse.newBuilder()
                                                .setContent(ByteString.copyFrom(chunk.getBytes()))
                                                .build());
    }

    private Future<@Nullable Buffer> chunk(Buffer hash, int position) {
        return statement(GET, Tuple.of(hash, position))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer(0));
    }

    private Future<RowSet<Row>> statement(String sql, Tuple values) {
        return turns.take(() -> pool.preparedQuery(sql).execute(values));
    }

    private static Buffer hash(ByteString hash) {
        if (hash.size() != PayloadRef.HASH_BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return Buffer.buffer(hash.toByteArray());
    }

    private static OpenPayloadResponse refused(String detail) {
        return OpenPayloadResponse.newBuilder()
                .setProblem(problem(FailureCode.PAYLOAD_TOO_LARGE, detail))
                .build();
    }

    private static SealPayloadResponse sealed(@Nullable Problem problem) {
        return problem == null
                ? SealPayloadResponse.getDefaultInstance()
                : SealPayloadResponse.newBuilder().setProblem(problem).build();
    }

    private static Problem problem(FailureCode code, String detail) {
        return Problem.newBuilder().setCode(code.code()).setDetail(detail).build();
    }
}
