package dev.minion.ledger.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.GeneralPlans;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class CompletionsPlanTest extends LedgerTest {

    @Inject Pool pool;

    @Test
    void theStatementOfALoneTaskIsPlannedOnceAndFindsItByItsKey() throws Exception {
        execute(GeneralPlans.manyTasks(namespace));
        execute("analyze ledger.tasks");

        for (String sql : List.of(Completions.COMPLETE_ALONE_TELLING, Completions.COMPLETE)) {
            CompletableFuture<Long> plans =
                    GeneralPlans.of(pool, sql, nobody()).toCompletionStage().toCompletableFuture();
            assertThat(plans).succeedsWithin(SOON);
            assertThat(plans.resultNow())
                    .as("general plans")
                    .isGreaterThanOrEqualTo(GeneralPlans.AT_LEAST);
            assertThat(plan(sql)).contains("tasks_pkey").doesNotContain("Seq Scan on tasks");
        }
        execute("delete from ledger.tasks where namespace = '%s'".formatted(namespace));
    }

    /** A task that is not there. */
    private static Tuple nobody() {
        return Tuple.tuple()
                .addArrayOfUUID(new UUID[] {new UUID(0, 0)})
                .addArrayOfInteger(new Integer[] {1})
                .addArrayOfInteger(new Integer[] {1})
                .addArrayOfBuffer(new @Nullable Buffer[1])
                .addArrayOfString(new String[] {"worker-1"})
                .addArrayOfOffsetDateTime(new @Nullable OffsetDateTime[1]);
    }

    private String plan(String sql) {
        StringBuilder text = new StringBuilder();
        CompletableFuture<?> plan =
                pool.query("explain (generic_plan) " + sql)
                        .execute()
                        .map(
                                rows -> {
                                    rows.forEach(row -> text.append(row.getString(0)).append('\n'));
                                    return text;
                                })
                        .toCompletionStage()
                        .toCompletableFuture();
        assertThat(plan).succeedsWithin(SOON);
        return text.toString();
    }
}
