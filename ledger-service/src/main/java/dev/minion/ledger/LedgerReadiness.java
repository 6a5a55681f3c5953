package dev.minion.ledger;

import dev.minion.ledger.migration.Schema;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: Postgres answers, and the schema is there. Kafka away is not unready, for tasks can
 * still be taken in. The answer is kept for a second, so that probes cost nothing.
 */
@Readiness
@ApplicationScoped
class LedgerReadiness implements AsyncHealthCheck {

    private static final long KEEP_MILLIS = 1_000;
    private static final long ANSWER_MILLIS = 1_000;

    private final Schema schema;
    private final Pool pool;
    private final InstantSource clock;
    private volatile long goodUntilMillis;

    LedgerReadiness(Schema schema, Pool pool, InstantSource clock) {
        this.schema = schema;
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> reachable().toCompletionStage())
                .map(
                        up ->
                                HealthCheckResponse.named("postgres")
                                        .status(up)
                                        .withData("migrated", schema.ready())
                                        .build());
    }

    private Future<Boolean> reachable() {
        if (!schema.ready()) {
            return Future.succeededFuture(false);
        }
        if (clock.millis() < goodUntilMillis) {
            return Future.succeededFuture(true);
        }
        return pool.query("select 1")
                .execute()
                .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .map(
                        rows -> {
                            goodUntilMillis = clock.millis() + KEEP_MILLIS;
                            return true;
                        })
                .otherwise(false);
    }
}
