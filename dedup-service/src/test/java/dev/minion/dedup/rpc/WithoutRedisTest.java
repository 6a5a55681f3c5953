package dev.minion.dedup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.dedup.Dedup;
import dev.minion.contracts.dedup.GetDedupStatisticsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service while there is no Redis. */
@QuarkusTest
@TestProfile(WithoutRedisTest.NobodyListens.class)
class WithoutRedisTest {

    /** Points at a port on which nobody listens, with the budget of production. */
    public static final class NobodyListens implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.redis.hosts",
                    "redis://127.0.0.1:21409",
                    "minion.dedup.call-timeout",
                    "80ms");
        }
    }

    private static final ByteString TASK = Ids.toBytes(new UUID(7, 8));

    @GrpcClient("dedup")
    Dedup dedup;

    @Test
    void callsAreUnavailableAndCountedAndTheServiceStaysReady() {
        long before = failures();

        assertUnavailable(dedup.beginKeys(Calls.begin("a", "k")));
        assertUnavailable(dedup.claim(Calls.claim("w", TASK, 1)));
        assertUnavailable(dedup.commitKeys(Calls.commit("k", TASK, ByteString.EMPTY)));

        assertThat(failures() - before).isEqualTo(3);
        assertThat(health("ready")).isEqualTo(200);
        assertThat(health("live")).isEqualTo(200);
    }

    private long failures() {
        return await(dedup.getStatistics(GetDedupStatisticsRequest.getDefaultInstance()))
                .getBackendFailures();
    }

    private static int health(String kind) {
        return RestAssured.get("http://localhost:21402/q/health/" + kind).statusCode();
    }

    private static void assertUnavailable(Uni<?> call) {
        assertThatThrownBy(() -> await(call))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.UNAVAILABLE));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(20));
    }
}
