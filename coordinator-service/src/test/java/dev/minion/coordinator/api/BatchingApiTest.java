package dev.minion.coordinator.api;

import static dev.minion.coordinator.api.Client.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minion.coordinator.doubles.LedgerDouble;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BatchingApiTest {

    @Inject @GrpcService LedgerDouble ledger;

    @Test
    void requestsThatComeTogetherShareTheLedgersCalls() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        ledger.holdCreations(release);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<UUID>> submissions =
                    IntStream.range(0, 200)
                            .mapToObj(
                                    _ -> CompletableFuture.supplyAsync(() -> submit("b"), threads))
                            .toList();
            await().until(() -> ledger.createCalls().size() == 2);

            var ignored =
                    release.completeAsync(
                            () -> null,
                            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));

            Set<UUID> ids = new HashSet<>();
            submissions.forEach(submission -> ids.add(submission.join()));
            assertThat(ids).hasSize(200);
            // A call that was held beyond its time was made again.
            assertThat(ledger.createCalls().stream().mapToInt(Integer::intValue).sum())
                    .isGreaterThanOrEqualTo(200);
            assertThat(ledger.createCalls()).hasSizeLessThan(50);
        } finally {
            release.complete(null);
            ledger.holdCreations(CompletableFuture.completedFuture(null));
        }
    }
}
