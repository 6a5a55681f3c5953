package dev.minion.ledger.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.minion.contracts.PayloadRef;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was purged, as gzip files (RFC 1952) of lines of JSON, one for each task. The work is done
 * on threads that may block.
 */
@ApplicationScoped
class Archive {

    private static final ThreadFactory THREADS = Thread.ofVirtual().name("archive-", 0).factory();

    private final Vertx vertx;
    private final Optional<ArchiveStore> store;

    @Inject
    Archive(Vertx vertx, RetentionConfig config) {
        this(vertx, config.archiveDir().map(place -> store(place, config.archiveS3())));
    }

    private static ArchiveStore store(String place, S3Config s3) {
        return S3Location.names(place)
                ? new S3Archive(S3Location.parse(place), () -> S3Clients.of(s3))
                : new DirectoryArchive(Path.of(place));
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

    @PreDestroy
    void close() {
        store.ifPresent(ArchiveStore::close);
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
        return blocking(
                () -> {
                    store.get().put(name, zipped(lines));
                    return null;
                });
    }

    /** All files, in the order of restores. */
    Future<List<ArchiveName>> list() {
        return blocking(() -> store.isEmpty() ? List.<ArchiveName>of() : store.get().list());
    }

    /** The lines of a file. */
    Future<List<String>> read(ArchiveName name) {
        return blocking(
                () -> store.isEmpty() ? List.<String>of() : unzipped(store.get().get(name)));
    }

    /** Writes a chunk of a payload durably; without a store nothing. */
    Future<Void> writeChunk(PayloadRef payload, int position, byte[] content) {
        if (store.isEmpty()) {
            return Future.succeededFuture();
        }
        return blocking(
                () -> {
                    store.get().putChunk(payload, position, content);
                    return null;
                });
    }

    /** A chunk of a payload, or null where there is none. */
    Future<byte @Nullable []> readChunk(PayloadRef payload, int position) {
        return blocking(() -> store.isEmpty() ? null : store.get().getChunk(payload, position));
    }

    /**
     * On a virtual thread, which the time limit of a call to a store can interrupt wherever it
     * waits; the outcome comes back to where the work was asked for.
     */
    private <T> Future<T> blocking(Callable<T> work) {
        Context caller = vertx.getOrCreateContext();
        CompletableFuture<T> outcome = new CompletableFuture<>();
        THREADS.newThread(
                        () -> {
                            try {
                                outcome.complete(work.call());
                            } catch (Throwable failed) {
                                outcome.completeExceptionally(failed);
                            }
                        })
                .start();
        return Future.fromCompletionStage(outcome, caller);
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
