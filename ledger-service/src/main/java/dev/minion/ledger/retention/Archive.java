package dev.minion.ledger.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.minion.contracts.PayloadRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was purged, as gzip files (RFC 1952) of lines of JSON, one for each task. The work is done
 * on threads that may block.
 */
@ApplicationScoped
class Archive {

    private final Vertx vertx;
    private final Optional<ArchiveStore> store;

    @Inject
    Archive(Vertx vertx, RetentionConfig config) {
        this(vertx, config.archiveDir().map(directory -> new DirectoryArchive(Path.of(directory))));
    }

    /**
     * Over a store.
     *
     * @param store empty where there is no archive
     */
    Archive(Vertx vertx, Optional<? extends ArchiveStore> store) {
        this.vertx = vertx;
        this.store = store.map(kind -> kind);
    }

    /** Whether there is one. */
    boolean kept() {
        return store.isPresent();
    }

    /** Writes lines durably; without a store nothing. */
    Future<Void> write(ArchiveName name, List<String> lines) {
        if (store.isEmpty() || lines.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(
                () -> {
                    store.get().put(name, zipped(lines));
                    return null;
                },
                false);
    }

    /** All files, in the order of restores. */
    Future<List<ArchiveName>> list() {
        return vertx.executeBlocking(
                () -> store.isEmpty() ? List.<ArchiveName>of() : store.get().list(), false);
    }

    /** The lines of a file. */
    Future<List<String>> read(ArchiveName name) {
        return vertx.executeBlocking(
                () -> store.isEmpty() ? List.<String>of() : unzipped(store.get().get(name)), false);
    }

    /** Writes a chunk of a payload durably; without a store nothing. */
    Future<Void> writeChunk(PayloadRef payload, int position, byte[] content) {
        if (store.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(
                () -> {
                    store.get().putChunk(payload, position, content);
                    return null;
                },
                false);
    }

    /** A chunk of a payload, or null where there is none. */
    Future<byte @Nullable []> readChunk(PayloadRef payload, int position) {
        return vertx.executeBlocking(
                () -> store.isEmpty() ? null : store.get().getChunk(payload, position), false);
    }

    private static byte[] zipped(List<String> lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            for (String line : lines) {
                zip.write(line.getBytes(UTF_8));
                zip.write('\n');
            }
        }
        return bytes.toByteArray();
    }

    private static List<String> unzipped(byte[] content) throws IOException {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            String text = new String(zip.readAllBytes(), UTF_8);
            return text.isEmpty() ? List.of() : List.of(text.split("\n"));
        }
    }
}
