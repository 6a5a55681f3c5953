package dev.minion.ledger.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreateTasksRequest;
import dev.minion.contracts.ledger.CreateTasksResponse;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.Submission;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One idempotency key means one task, as long as its time has not passed. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class KeyedCreationTest extends LedgerTest {

    private NewTask.Builder keyed(String key, String hash) {
        return task("keyed")
                .setIdempotencyKey(key)
                .setPayloadHash(ByteString.copyFromUtf8(hash))
                .setIdempotencyTtlMs(60_000);
    }

    @Test
    void theSameKeyAndPayloadAnswersTheFirstTaskAgain() {
        CreatedTask first = create(keyed("k", "hash")).getFirst();

        CreatedTask again = create(keyed("k", "hash")).getFirst();
        CreatedTask other = create(keyed("k", "another")).getFirst();

        assertThat(first.getReplayed()).isFalse();
        assertThat(again.getReplayed()).isTrue();
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(other.getProblem().getCode()).isEqualTo("idempotency-conflict");
    }

    @Test
    void aRequestThatConflictsInOneKeyStoresNothingOfItself() {
        create(keyed("k#0", "hash"));
        NewTask.Builder further = keyed("k#1", "longer");

        List<CreatedTask> answer = create(false, keyed("k#0", "longer"), further);

        assertThat(answer)
                .extracting(item -> item.getProblem().getCode())
                .containsExactly("idempotency-conflict", "idempotency-conflict");
        assertThat(create(keyed("k#1", "another")).getFirst().getReplayed())
                .as("the key of the refused item is free")
                .isFalse();
    }

    @Test
    void aKeyWhoseTimeIsOverMeansANewTask() throws Exception {
        CreatedTask first = create(keyed("k", "hash")).getFirst();
        execute("update ledger.task_keys set expires_at = now() - interval '1 second'");

        CreatedTask second = create(keyed("k", "hash")).getFirst();

        assertThat(second.getReplayed()).isFalse();
        assertThat(second.getId()).isNotEqualTo(first.getId());
    }

    @Test
    void theKeysOfARefusedBatchStayFree() {
        create(true, keyed("k", "hash"), task("bad").addDependencies("nobody"));

        CreatedTask created = create(keyed("k", "other")).getFirst();

        assertThat(created.hasProblem()).isFalse();
        assertThat(created.getReplayed()).isFalse();
    }

    @Test
    void oneKeyMeansOneTaskHoweverManyAskAtOnce() throws Exception {
        List<CompletableFuture<CreateTasksResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Submission submission = Submission.newBuilder().addTasks(keyed("same", "hash")).build();
            calls.add(
                    ledger.createTasks(
                                    CreateTasksRequest.newBuilder()
                                            .addSubmissions(submission)
                                            .build())
                            .subscribeAsCompletionStage());
        }

        Set<ByteString> answered = new HashSet<>();
        int fresh = 0;
        for (CompletableFuture<CreateTasksResponse> call : calls) {
            assertThat(call).succeedsWithin(SOON);
            CreatedTask item = call.resultNow().getSubmissions(0).getItems(0);
            answered.add(item.getId());
            fresh += item.getReplayed() ? 0 : 1;
        }

        assertThat(answered).hasSize(1);
        assertThat(fresh).isEqualTo(1);
        assertThat(query("select count(*) from ledger.tasks where namespace = '" + namespace + "'"))
                .isEqualTo("1");
        assertThat(Ids.fromBytes(answered.iterator().next())).isNotNull();
    }
}
