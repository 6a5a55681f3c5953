package dev.minion.ledger.retention;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.ledger.payload.PayloadStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Large inputs and outputs of archived tasks: files of their own, once for each content. */
final class ArchivedPayloads {

    private static final Logger LOG = Logger.getLogger(ArchivedPayloads.class);

    /** As Postgres writes a reference in the JSON of a row. */
    private static final Pattern REFERENCE =
            Pattern.compile("\"(?:input|output)\": \"\\\\\\\\x(01[0-9a-f]{80})\"");

    private static final Pattern ID = Pattern.compile("^\\{\"id\": \"([0-9a-f-]{36})\"");

    private static final String CHUNK =
            "select content from ledger.payload_chunks where hash = $1 and position = $2";

    private final Archive archive;

    ArchivedPayloads(Archive archive) {
        this.archive = archive;
    }

    /** What lines of the archive refer to. */
    static Set<PayloadRef> of(List<String> lines) {
        Set<PayloadRef> found = new LinkedHashSet<>();
        for (String line : lines) {
            Matcher references = REFERENCE.matcher(line);
            while (references.find()) {
                byte[] bytes = HexFormat.of().parseHex(references.group(1));
                found.add(PayloadRef.at(ByteString.copyFrom(bytes), 0));
            }
        }
        return found;
    }

    /** What those lines refer to that tell of tasks from one id to another, both included. */
    static Set<PayloadRef> of(List<String> lines, UUID from, UUID to) {
        return of(lines.stream().filter(line -> tells(line, from, to)).toList());
    }

    private static boolean tells(String line, UUID from, UUID to) {
        Matcher found = ID.matcher(line);
        UUID id = found.find() ? Ids.parse(found.group(1)) : null;
        return id != null && ArchiveName.between(id, from, to);
    }

    /** Writes them durably, chunk by chunk, as far as they are not there yet. */
    Future<Void> write(SqlClient connection, Iterable<PayloadRef> payloads) {
        Future<Void> written = Future.succeededFuture();
        for (PayloadRef payload : payloads) {
            written = written.compose(done -> write(connection, payload, 0));
        }
        return written;
    }

    private Future<Void> write(SqlClient connection, PayloadRef payload, int position) {
        if (position == payload.chunks()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(CHUNK)
                .execute(Tuple.of(Buffer.buffer(payload.hash().toByteArray()), position))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? missing(payload)
                                        : archive.writeChunk(
                                                        payload,
                                                        position,
                                                        rows.iterator()
                                                                .next()
                                                                .getBuffer(0)
                                                                .getBytes())
                                                .compose(
                                                        done ->
                                                                write(
                                                                        connection,
                                                                        payload,
                                                                        position + 1)));
    }

    private static Future<Void> missing(PayloadRef payload) {
        LOG.warnf("payload is not in the ledger or the archive: hash=%s", payload.hex());
        return Future.succeededFuture();
    }

    /** Brings them back, for tasks that are to come back within the grace. */
    Future<Void> bringBack(PayloadStore store, Iterable<PayloadRef> payloads) {
        Future<Void> back = Future.succeededFuture();
        for (PayloadRef payload : payloads) {
            back = back.compose(done -> bringBack(store, payload));
        }
        return back;
    }

    private Future<Void> bringBack(PayloadStore store, PayloadRef payload) {
        OpenPayloadRequest open =
                OpenPayloadRequest.newBuilder()
                        .setHash(payload.hash())
                        .setSize(payload.size())
                        .build();
        return store.open(open)
                .compose(
                        opened -> {
                            if (opened.hasProblem()) {
                                return missing(payload);
                            }
                            return opened.getPresent()
                                    ? Future.succeededFuture()
                                    : put(store, payload, 0);
                        });
    }

    private Future<Void> put(PayloadStore store, PayloadRef payload, int position) {
        if (position == payload.chunks()) {
            SealPayloadRequest seal =
                    SealPayloadRequest.newBuilder().setHash(payload.hash()).build();
            return store.seal(seal)
                    .compose(
                            answer ->
                                    answer.hasProblem()
                                            ? missing(payload)
                                            : Future.succeededFuture());
        }
        return archive.readChunk(payload, position)
                .compose(
                        chunk ->
                                chunk == null
                                        ? missing(payload)
                                        : store.put(chunk(payload, position, chunk))
                                                .compose(
                                                        done -> put(store, payload, position + 1)));
    }

    private static PutChunkRequest chunk(PayloadRef payload, int position, byte[] content) {
        return PutChunkRequest.newBuilder()
                .setHash(payload.hash())
                .setPosition(position)
                .setContent(ByteString.copyFrom(content))
                .build();
    }
}
