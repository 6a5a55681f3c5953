package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.localstack.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArchiveTest extends ArchiveStoreContract {

    private final S3Server server = S3Stores.server();
    private final S3Settings settings = S3Settings.at(server.url());
    private final S3Client client = S3Stores.client(settings, S3Server.SECRET_KEY);
    private S3Location place = S3Location.parse("s3://" + S3Stores.BUCKET);

    @BeforeEach
    void newPlace() {
        place = S3Location.parse("s3://" + S3Stores.BUCKET + "/of/" + UUID.randomUUID());
    }

    @Override
    ArchiveStore store() {
        return S3Stores.archive(place.toString(), settings);
    }

    @Override
    ArchiveStore elsewhere() {
        return S3Stores.archive(place + "deeper", settings);
    }

    @Override
    void foreign(String file) {
        var _ =
                client.putObject(
                        object -> object.bucket(place.bucket()).key(place.key(file)),
                        RequestBody.fromBytes(random(16)));
    }

    @Override
    void leaveUnfinished(ArchiveName name, byte[] content) {
        String key = place.key(name.file());
        String upload =
                client.createMultipartUpload(object -> object.bucket(place.bucket()).key(key))
                        .uploadId();
        var _ =
                client.uploadPart(
                        part -> part.bucket(place.bucket()).key(key).uploadId(upload).partNumber(1),
                        RequestBody.fromBytes(content));
    }

    @Test
    void anotherSecretIsRefusedAndWritesNothing() throws IOException {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);
        S3Archive stranger =
                new S3Archive(place, () -> S3Stores.client(settings, "not the secret"));

        refused(() -> stranger.put(name, random(10)), "did not put");
        refused(() -> stranger.putChunk(payload(10), 0, random(10)), "did not head");
        refused(stranger::list, "did not list");
        refused(() -> stranger.get(name), "did not get");

        assertThat(store().list()).isEmpty();
    }

    @Test
    void aBucketThatIsNotThereIsAFailureAndNoEmptyArchive() {
        S3Archive lost = S3Stores.archive("s3://no-such-bucket/x", settings);

        refused(lost::list, "did not list");
        refused(() -> lost.put(name(PurgeKind.PURGE_TASKS), random(10)), "did not put");
        refused(() -> lost.getChunk(payload(10), 0), "did not get");
        refused(() -> lost.get(name(PurgeKind.PURGE_TASKS)), "did not get");
    }

    @Test
    void aStoreThatIsAwayIsAFailureAfterAFewTries() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        S3Archive away =
                S3Stores.archive(place.toString(), S3Settings.at("http://127.0.0.1:" + nobody));

        refused(() -> away.put(name(PurgeKind.PURGE_TASKS), random(10)), "did not put");
        refused(away::list, "did not list");
    }

    /** It takes the connection and never reads: the client hangs in the middle of a write. */
    @Test
    void aStoreThatFallsSilentHoldsNobodyLongerThanTheLimit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            S3Archive hanging =
                    S3Stores.archive(
                            place.toString(),
                            new S3Settings(
                                    Optional.of("http://127.0.0.1:" + silent.getLocalPort()),
                                    Duration.ofSeconds(1)));
            Future<?> put =
                    threads.submit(
                            () -> {
                                refused(
                                        () ->
                                                hanging.put(
                                                        name(PurgeKind.PURGE_TASKS),
                                                        random(S3Archive.PART_BYTES)),
                                        "did not put");
                            });

            assertThat(put).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void anUploadThatBreaksIsMadeAgain() throws IOException {
        ArchiveName name = name(PurgeKind.PURGE_TASKS);
        try (CuttingLine line = new CuttingLine(server.port(), 2, 1 << 20)) {
            S3Archive far = S3Stores.archive(place.toString(), S3Settings.at(line.url()));

            far.put(name, random(3 << 20));

            assertThat(line.left()).isZero();
        }
        assertThat(store().get(name)).isEqualTo(random(3 << 20));
    }

    @Test
    void anUploadThatBreaksAgainAndAgainLeavesNothing() throws IOException {
        ArchiveName whole = name(PurgeKind.PURGE_TASKS);
        ArchiveName inParts = name(PurgeKind.PURGE_TASKS);
        try (CuttingLine line = new CuttingLine(server.port(), 1_000, 1 << 20)) {
            S3Archive far = S3Stores.archive(place.toString(), S3Settings.at(line.url()));

            refused(() -> far.put(whole, random(3 << 20)), "did not put");
            refused(() -> far.put(inParts, random(S3Archive.PART_BYTES + 1)), "did not put");
        }
        assertThat(store().list()).isEmpty();
        assertThatThrownBy(() -> store().get(whole)).isInstanceOf(NoSuchFileException.class);
        assertThat(
                        client.listMultipartUploads(
                                        all -> all.bucket(place.bucket()).prefix(place.prefix()))
                                .uploads())
                .isEmpty();
    }

    /** A store answers at most a thousand names at once. */
    @Test
    void allOfManyFilesAreListed() throws Exception {
        List<ArchiveName> names =
                IntStream.range(0, 1_020).mapToObj(i -> name(PurgeKind.PURGE_TASKS)).toList();
        ArchiveStore store = store();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Object>> all =
                    threads.invokeAll(
                            names.stream()
                                    .map(
                                            name ->
                                                    (Callable<Object>)
                                                            () -> {
                                                                store.put(name, new byte[0]);
                                                                return name;
                                                            })
                                    .toList());
            for (Future<Object> each : all) {
                assertThat(each.get()).isNotNull();
            }
        }

        assertThat(store.list()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void nothingIsConnectedBeforeTheFirstCall() {
        S3Archive never =
                new S3Archive(
                        place,
                        () -> {
                            throw new AssertionError("made");
                        });

        never.close();

        assertThatThrownBy(never::list).isInstanceOf(AssertionError.class);
    }

    private static void refused(ThrowingCallable call, String how) {
        assertThatThrownBy(call)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(how);
    }
}
