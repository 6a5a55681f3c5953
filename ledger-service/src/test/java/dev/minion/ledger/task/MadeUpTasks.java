package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.MadeUp;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What the tests over made-up tasks share. */
abstract class MadeUpTasks extends LedgerTest {

    DocumentedLists makeUp(long tasks) throws SQLException {
        MadeUp.fill(tasks);
        String execution =
                query(
                        "select workflow_execution_id from ledger.tasks"
                                + " where type like 'work.kind-%' and namespace = 'default'"
                                + " and workflow_execution_id is not null limit 1");
        ByteString id = Ids.toBytes(UUID.fromString(execution));
        return new DocumentedLists(tasks, InstantSource.system().millis() * 1_000, id);
    }

    void remove() throws SQLException {
        for (String statement : MadeUp.REMOVE) {
            execute(statement);
        }
    }

    static <T> T done(Future<T> future) {
        CompletableFuture<T> answer = future.toCompletionStage().toCompletableFuture();
        assertThat(answer).succeedsWithin(SOON);
        return answer.resultNow();
    }
}
