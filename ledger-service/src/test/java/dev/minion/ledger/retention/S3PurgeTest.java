package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.ledger.Servers;
import dev.minion.ledger.payload.PayloadStore;
import dev.minion.ledger.payload.PayloadSweep;
import dev.minion.ledger.payload.Uploads;
import dev.minion.localstack.S3Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges and restores over a real store that speaks S3. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class S3PurgeTest extends RetentionTest {

    private static final String ACCESS = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    @Inject PayloadStore store;
    @Inject PayloadSweep sweep;

    private final S3Server server = S3Stores.server();
    private final Settings settings =
            Settings.PLAIN.with(
                    "s3://" + S3Stores.BUCKET + "/purges/" + UUID.randomUUID(),
                    S3Settings.at(server.url()));

    /** As good as the environment, which a test cannot change. */
    @BeforeEach
    void credentials() {
        System.setProperty(ACCESS, S3Server.ACCESS_KEY);
        System.setProperty(SECRET, S3Server.SECRET_KEY);
    }

    @AfterEach
    void noCredentials() {
        System.clearProperty(ACCESS);
        System.clearProperty(SECRET);
    }

    @Test
    void aTaskWithALargeOutputGoesThereAndComesBackAsItWas() throws Exception {
        Archive archive = new Archive(vertx, settings);
        PayloadRef ref =
                Uploads.put(
                        store,
                        ByteString.copyFromUtf8("\"" + namespace + "x".repeat(600_000) + "\""));
        NewTask.Builder task = oldTask("far away").setInput(ref.bytes());
        createEnded(task);
        progress(task, 40, 90);
        String before = everything(task);
        ByteString id = start(PurgeKind.PURGE_TASKS, false);

        toTheEnd(purger(archive, settings, clock));

        assertThat(purge(id).getError()).isEmpty();
        assertThat(exists(task)).isFalse();
        assertThat(now(sweep.sweep(Duration.ZERO))).isPositive();
        assertThat(now(archive.list())).hasSize(1);

        var restored =
                now(
                        new Restores(archive, store, transactions, clock)
                                .restore(RestoreRequest.newBuilder().setId(task.getId()).build()));

        assertThat(restored.getRestored()).isEqualTo(1);
        assertThat(everything(task)).isEqualTo(before);
        assertThat(
                        query(
                                "select count(*) from ledger.payloads where sealed and hash = '\\x%s'"
                                        .formatted(ref.hex())))
                .isEqualTo("1");
        archive.close();
    }

    @Test
    void nothingIsRemovedWhileTheStoreIsAwayAndAllOfItWhenItIsBack() throws Exception {
        NewTask.Builder task = oldTask("kept");
        createEnded(task);
        String before = everything(task);
        Archive archive = new Archive(vertx, settings);
        Purger purger = purger(archive, settings, clock);
        ByteString id = start(PurgeKind.PURGE_TASKS, false);
        server.stop(Duration.ofSeconds(20));
        try {
            Future<Boolean> step = purger.step();
            await().atMost(SOON).until(step::isComplete);

            assertThat(step.failed()).isTrue();
            assertThat(everything(task)).isEqualTo(before);
            assertThat(purge(id).getError()).contains("did not put").contains(S3Stores.BUCKET);
            assertThat(purge(id).getScanned()).isZero();
        } finally {
            server.start();
            server.ready(SOON);
        }

        toTheEnd(purger);

        assertThat(exists(task)).isFalse();
        assertThat(purge(id).getError()).isEmpty();
        assertThat(now(archive.list())).hasSize(1);
        archive.close();
    }

    @Test
    void nothingIsRemovedWithCredentialsThatTheStoreDoesNotKnow() throws Exception {
        System.setProperty(SECRET, "another's");
        NewTask.Builder task = oldTask("kept");
        createEnded(task);
        String before = everything(task);
        Archive archive = new Archive(vertx, settings);
        ByteString id = start(PurgeKind.PURGE_TASKS, false);

        Future<Boolean> step = purger(archive, settings, clock).step();
        await().atMost(SOON).until(step::isComplete);

        assertThat(step.failed()).isTrue();
        assertThat(everything(task)).isEqualTo(before);
        assertThat(purge(id).getError()).contains("did not put").contains("403");
        archive.close();
    }
}
