package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.ledger.GeneralPlans;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ReadPlansTest extends LedgerTest {

    @Inject Pool pool;

    @AfterEach
    void removeThem() throws SQLException {
        execute("delete from ledger.tasks where namespace = '%s'".formatted(namespace));
    }

    /** Of values that few tasks have, a plan for them promises less; the connections say no. */
    @Test
    void tasksAreReadByOnePlanWhateverIsAskedFor() throws Exception {
        execute(GeneralPlans.manyTasks(namespace));
        execute("analyze ledger.tasks");
        UUID[] one = {new UUID(0, 0)};

        Map<String, Tuple> statements =
                Map.of(
                        TaskReads.GET,
                        Tuple.of("nobody's").addArrayOfUUID(one),
                        CreationTransaction.READ,
                        Tuple.tuple().addArrayOfUUID(one),
                        CreationTransaction.LOCK,
                        Tuple.tuple().addArrayOfUUID(one));
        statements.forEach(
                (sql, values) -> {
                    CompletableFuture<Long> general =
                            GeneralPlans.of(pool, sql, values)
                                    .toCompletionStage()
                                    .toCompletableFuture();
                    assertThat(general).as(sql).succeedsWithin(SOON);
                    assertThat(general.resultNow())
                            .as(sql)
                            .isGreaterThanOrEqualTo(GeneralPlans.AT_LEAST);
                });
    }
}
