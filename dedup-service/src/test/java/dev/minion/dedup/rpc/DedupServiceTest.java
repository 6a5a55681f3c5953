package dev.minion.dedup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.dedup.AbortKeysRequest;
import dev.minion.contracts.dedup.ClaimRequest;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.contracts.dedup.DedupStatistics;
import dev.minion.contracts.dedup.GetDedupStatisticsRequest;
import dev.minion.contracts.dedup.KeyMark;
import dev.minion.contracts.dedup.KeyState;
import dev.minion.localstack.TestServers;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** The service over gRPC, with a real Redis. */
@QuarkusTest
@WithTestResource(RedisForTests.class)
class DedupServiceTest {

    private static final Ids IDS = Ids.random(InstantSource.system());

    @GrpcClient("dedup")
    Dedup dedup;

    private final String key = IDS.next().toString();
    private final ByteString task = Ids.toBytes(IDS.next());
    private final ByteString hash = ByteString.copyFrom(new byte[] {0, -1, 7});

    @Test
    void aKeyIsFreshThenInProgressThenCommitted() {
        assertThat(begin("a").getState()).isEqualTo(KeyState.FRESH);
        assertThat(begin("b").getState()).isEqualTo(KeyState.IN_PROGRESS);

        await(dedup.commitKeys(Calls.commit(key, task, hash)));

        KeyMark mark = begin("b");
        assertThat(mark.getState()).isEqualTo(KeyState.COMMITTED);
        assertThat(mark.getTaskId()).isEqualTo(task);
        assertThat(mark.getPayloadHash()).isEqualTo(hash);
    }

    @Test
    void anAbortedKeyIsFreshForTheNext() {
        begin("a");

        await(
                dedup.abortKeys(
                        AbortKeysRequest.newBuilder()
                                .setOwner("a")
                                .addKeys(Calls.key(key))
                                .build()));

        assertThat(begin("b").getState()).isEqualTo(KeyState.FRESH);
    }

    @Test
    void oneWorkerIsGrantedAnAttempt() {
        assertThat(await(dedup.claim(Calls.claim("w1", task, 1))).getGrantedList())
                .containsExactly(true);
        assertThat(await(dedup.claim(Calls.claim("w2", task, 1))).getGrantedList())
                .containsExactly(false);
        assertThat(await(dedup.claim(Calls.claim("w2", task, 2))).getGrantedList())
                .containsExactly(true);
    }

    @Test
    void statisticsCountChecksDuplicatesAndRefusals() {
        DedupStatistics before = statistics();

        begin("a");
        begin("b");
        await(dedup.claim(Calls.claim("w1", task, 1)));
        await(dedup.claim(Calls.claim("w2", task, 1)));

        DedupStatistics after = statistics();
        assertThat(after.getKeyChecks() - before.getKeyChecks()).isEqualTo(2);
        assertThat(after.getKeyDuplicates() - before.getKeyDuplicates()).isEqualTo(1);
        assertThat(after.getClaims() - before.getClaims()).isEqualTo(2);
        assertThat(after.getClaimsRefused() - before.getClaimsRefused()).isEqualTo(1);
        assertThat(after.getP99Ms()).isPositive();
    }

    @Test
    void whatCannotBeMeantIsRefusedAsTheCallersFault() {
        ByteString shortId = ByteString.copyFromUtf8("short");
        ClaimRequest tooMany =
                ClaimRequest.newBuilder()
                        .setWorkerId("w")
                        .addAllClaims(
                                Collections.nCopies(10_001, Calls.claim("w", task, 1).getClaims(0)))
                        .build();

        assertRefused(dedup.claim(Calls.claim("w", shortId, 1)));
        assertRefused(dedup.claim(Calls.claim("", task, 1)));
        assertRefused(dedup.claim(tooMany));
        assertRefused(dedup.beginKeys(Calls.begin("", key)));
        assertRefused(dedup.beginKeys(Calls.begin("a", "")));
        assertRefused(dedup.beginKeys(Calls.begin("a", "k".repeat(1_000_000))));
        assertRefused(dedup.commitKeys(Calls.commit(key, shortId, hash)));
        assertRefused(dedup.commitKeys(Calls.commit(key, task, ByteString.copyFrom(new byte[65]))));
    }

    @Test
    void aFlushedRedisMakesEveryKeyFreshAgain() {
        begin("a");
        await(dedup.commitKeys(Calls.commit(key, task, hash)));

        TestServers.redis(21403).flush();

        assertThat(begin("b").getState()).isEqualTo(KeyState.FRESH);
    }

    @Test
    void theMetricsHaveTheSameNumbers() {
        begin("a");

        String metrics = RestAssured.get("http://localhost:21402/q/metrics").asString();

        assertThat(metrics)
                .contains("minion_dedup_keys_total")
                .contains("minion_dedup_keys_duplicate_total")
                .contains("minion_dedup_claims_total")
                .contains("minion_dedup_claims_refused_total")
                .contains("minion_dedup_unavailable_total");
    }

    private KeyMark begin(String owner) {
        return await(dedup.beginKeys(Calls.begin(owner, key))).getMarks(0);
    }

    private DedupStatistics statistics() {
        return await(dedup.getStatistics(GetDedupStatisticsRequest.getDefaultInstance()));
    }

    private static void assertRefused(Uni<?> call) {
        assertThatThrownBy(() -> await(call))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(20));
    }
}
