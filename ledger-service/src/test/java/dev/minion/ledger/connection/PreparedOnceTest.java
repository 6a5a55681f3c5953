package dev.minion.ledger.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PreparedOnceTest extends LedgerTest {

    @Inject Pool pool;

    @Test
    void aLongStatementIsPreparedOnceToo() {
        String statement = "select $1::text -- " + "long ".repeat(1_000);

        CompletableFuture<Long> runs =
                pool.withConnection(
                                connection ->
                                        connection
                                                .preparedQuery(statement)
                                                .execute(Tuple.of("a"))
                                                .compose(
                                                        done ->
                                                                connection
                                                                        .preparedQuery(statement)
                                                                        .execute(Tuple.of("b")))
                                                .compose(
                                                        done ->
                                                                connection
                                                                        .query(
                                                                                "select"
                                                                                        + " generic_plans"
                                                                                        + " + custom_plans"
                                                                                        + " from pg_prepared_statements"
                                                                                        + " where statement"
                                                                                        + " like 'select $1::text -- long%'")
                                                                        .execute())
                                                .map(rows -> rows.iterator().next().getLong(0)))
                        .toCompletionStage()
                        .toCompletableFuture();

        assertThat(runs).succeedsWithin(SOON);
        assertThat(runs.resultNow()).isEqualTo(2);
    }
}
