package dev.minion.ledger.retention;

import dev.minion.contracts.PayloadRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An archive in a store that speaks S3. An object is there as a whole or not at all, and whoever
 * was told that it is there will find it: that is S3's own promise. Each upload has its digest with
 * it, so that the store refuses what was changed on the way.
 *
 * <p>What is long goes up in parts, one after the other, and becomes an object with the last call.
 * Parts of an upload that nobody ended are no objects; a bucket should have a rule by which they
 * go.
 */
final class S3Archive implements ArchiveStore {

    /** Above this a file goes up in parts, so that a lost connection costs one of them. */
    static final int PART_BYTES = 8 << 20;

    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3Location location;
    private final Supplier<S3Client> maker;
    private @Nullable S3Client made;

    /**
     * Nothing is connected yet, and none of the client's classes is loaded.
     *
     * @param maker called once, at the first call of the archive
     */
    S3Archive(S3Location location, Supplier<S3Client> maker) {
        this.location = location;
        this.maker = maker;
    }

    private synchronized S3Client client() {
        S3Client known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return known;
    }

    @Override
    public void put(ArchiveName name, byte[] content) throws IOException {
        put(name.file(), content);
    }

    private void put(String file, byte[] content) throws IOException {
        String key = location.key(file);
        var _ =
                call(
                        "put",
                        file,
                        () ->
                                content.length > PART_BYTES
                                        ? putParts(key, content)
                                        : putWhole(key, content));
    }

    private SdkResponse putWhole(String key, byte[] content) {
        return client().putObject(
                        object ->
                                object.bucket(location.bucket())
                                        .key(key)
                                        .contentType(CONTENT_TYPE)
                                        .contentMD5(digest(content, 0, content.length)),
                        body(content, 0, content.length));
    }

    private SdkResponse putParts(String key, byte[] content) {
        String upload =
                client().createMultipartUpload(
                                begin ->
                                        begin.bucket(location.bucket())
                                                .key(key)
                                                .contentType(CONTENT_TYPE))
                        .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (int from = 0; from < content.length; from += PART_BYTES) {
                int length = Math.min(PART_BYTES, content.length - from);
                parts.add(putPart(key, upload, parts.size() + 1, content, from, length));
            }
            return client().completeMultipartUpload(
                            end ->
                                    end.bucket(location.bucket())
                                            .key(key)
                                            .uploadId(upload)
                                            .multipartUpload(all -> all.parts(parts)));
        } catch (SdkException failed) {
            abandon(key, upload, failed);
            throw failed;
        }
    }

    private CompletedPart putPart(
            String key, String upload, int number, byte[] content, int from, int length) {
        String tag =
                client().uploadPart(
                                part ->
                                        part.bucket(location.bucket())
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number)
                                                .contentMD5(digest(content, from, length)),
                                body(content, from, length))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private void abandon(String key, String upload, SdkException reason) {
        try {
            var _ =
                    client().abortMultipartUpload(
                                    end -> end.bucket(location.bucket()).key(key).uploadId(upload));
        } catch (SdkException failed) {
            reason.addSuppressed(failed);
        }
    }

    /** Read again from its start for each try, and never copied. */
    private static RequestBody body(byte[] content, int from, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(content, from, length), length, CONTENT_TYPE);
    }

    private static String digest(byte[] content, int from, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(content, from, length);
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Without the payloads, which may be many. */
    @Override
    public List<ArchiveName> list() throws IOException {
        return call(
                "list",
                "",
                () ->
                        Stream.of("tasks_", "progress_")
                                .flatMap(this::files)
                                .map(ArchiveName::parse)
                                .flatMap(Optional::stream)
                                .sorted()
                                .toList());
    }

    private Stream<String> files(String beginning) {
        return client()
                .listObjectsV2Paginator(
                        page -> page.bucket(location.bucket()).prefix(location.key(beginning)))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(location::file);
    }

    @Override
    public byte[] get(ArchiveName name) throws IOException {
        return call("get", name.file(), () -> content(name.file()));
    }

    private byte[] content(String file) {
        return client().getObjectAsBytes(
                        object -> object.bucket(location.bucket()).key(location.key(file)))
                .asByteArrayUnsafe();
    }

    @Override
    public void putChunk(PayloadRef payload, int position, byte[] content) throws IOException {
        String file = ArchiveName.chunk(payload, position);
        if (!call("head", file, () -> exists(file))) {
            put(file, content);
        }
    }

    private boolean exists(String file) {
        try {
            var _ =
                    client().headObject(
                                    object ->
                                            object.bucket(location.bucket())
                                                    .key(location.key(file)));
            return true;
        } catch (NoSuchKeyException missing) {
            return false;
        }
    }

    @Override
    public byte @Nullable [] getChunk(PayloadRef payload, int position) throws IOException {
        String file = ArchiveName.chunk(payload, position);
        try {
            return call("get", file, () -> content(file));
        } catch (NoSuchFileException missing) {
            return null;
        }
    }

    private <T> T call(String operation, String file, Supplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (NoSuchKeyException missing) {
            throw new NoSuchFileException(location + file, null, missing.getMessage());
        } catch (SdkException failed) {
            throw new IOException(
                    "the archive's store did not %s %s%s: %s"
                            .formatted(operation, location, file, failed.getMessage()),
                    failed);
        }
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            made.close();
        }
    }
}
