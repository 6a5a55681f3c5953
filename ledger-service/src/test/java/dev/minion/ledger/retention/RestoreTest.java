package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Micros;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.PurgeKind;
import dev.minion.contracts.ledger.RestoreRequest;
import dev.minion.contracts.ledger.RestoreResponse;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.ledger.Servers;
import dev.minion.ledger.payload.PayloadStore;
import dev.minion.ledger.payload.PayloadSweep;
import dev.minion.ledger.payload.Uploads;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class RestoreTest extends RetentionTest {

    @Inject PayloadStore store;
    @Inject PayloadSweep sweep;

    @Test
    void aLargeOutputGoesIntoTheArchiveWithItsTaskAndComesBack() throws Exception {
        String json = "\"" + namespace + "x".repeat(600_000) + "\"";
        PayloadRef ref = Uploads.put(store, ByteString.copyFromUtf8(json));
        NewTask.Builder task = oldTask("large").setInput(ref.bytes());
        NewTask.Builder other = oldTask("another");
        createEnded(task, other);
        String before = everything(task);

        purged(PurgeKind.PURGE_TASKS, false);
        assertThat(now(sweep.sweep(Duration.ZERO))).isPositive();
        assertThat(payloads(ref)).isEqualTo("0 0 0");
        assertThat(restore(one(other)).getRestored()).isEqualTo(1);
        assertThat(payloads(ref)).isEqualTo("0 0 0");
        assertThat(restore(one(task)).getRestored()).isEqualTo(1);

        assertThat(everything(task)).isEqualTo(before);
        var _ = now(sweep.sweep(Duration.ZERO));
        assertThat(payloads(ref)).isEqualTo("1 3 1");
    }

    /** How many payloads, chunks and references there are of it. */
    private String payloads(PayloadRef ref) throws Exception {
        return query(
                """
                select (select count(*) from ledger.payloads where hash = h.hash and sealed) || ' '
                  || (select count(*) from ledger.payload_chunks where hash = h.hash) || ' '
                  || (select count(*) from ledger.payload_references where hash = h.hash)
                from (values ('\\x%s'::bytea)) h (hash)
                """
                        .formatted(ref.hex()));
    }

    @Test
    void aTaskComesBackAsTheRowsThatItWas() throws Exception {
        NewTask.Builder before = oldTask("before");
        NewTask.Builder whole =
                oldTask("whole \"quoted\" \\ Ünï ☃ \u2028 line\nbreak")
                        .setDescription("a\tb")
                        .setPriority(9)
                        .setInput(ByteString.copyFromUtf8("{\"n\":[1,2.50,\"\\u0000é\"]}"))
                        .setMetadata(ByteString.copyFromUtf8("{\"team\":\"a\"}"))
                        .setCreatedBy("ann")
                        .setSessionId("s")
                        .setWorkflowExecutionId(before.getId())
                        .setWorkflowStep("step")
                        .setTraceParent("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
                        .setIdempotencyKey("key")
                        .setPayloadHash(ByteString.copyFrom(new byte[32]))
                        .setRetry(RetryPolicy.newBuilder().setMaxAttempts(7))
                        .setTimeouts(Timeouts.newBuilder().setRunMs(1_234))
                        .setDemands(Demands.newBuilder().setFlow(Flow.newBuilder().setKey("k")))
                        .addDependencies(text(before));
        create(before, whole);
        end(before, 7, 90);
        end(whole, 8, 90);
        set(
                whole,
                "output = '\\x00ff10', error_code = 'e', error_message = 'm', error_retryable = true,"
                        + " started_at = '2025-01-02T03:04:05.678901Z', progress = 40,"
                        + " assigned_to = 'w', failures = 2, crashes = 1, version = 9");
        progress(whole, 10, 89);
        progress(whole, 40, 88);
        execute(
                "insert into ledger.task_history (task_id, attempt, was, status, worker, code)"
                        + " values ('%1$s', 1, 4, 2, 'w', 'e'), ('%1$s', 2, 2, 8, 'w', 'e')"
                                .formatted(text(whole)));
        String wholeRow = everything(whole);
        String beforeRow = everything(before);
        purged(PurgeKind.PURGE_TASKS, false);
        assertThat(exists(whole)).isFalse();

        RestoreResponse restored = restore(one(whole));

        assertThat(everything(whole)).isEqualTo(wholeRow);
        assertThat(exists(before)).isFalse();
        assertThat(restored.getRestored()).isEqualTo(1);
        assertThat(restored.getSkipped()).isZero();
        assertThat(restored.getNextCursor()).isEmpty();
        assertThat(restore(one(before)).getRestored()).isEqualTo(1);
        assertThat(everything(before)).isEqualTo(beforeRow);
        assertThat(restore(one(task("never archived"))).getRestored()).isZero();
    }

    @Test
    void aRangeComesBackOnceAndWhatIsThereStaysAsItIs() throws Exception {
        NewTask.Builder first = oldTask("first");
        NewTask.Builder second = oldTask("second");
        createEnded(first, second);
        Instant created = Instant.ofEpochMilli(Ids.millisOf(Ids.fromBytes(first.getId())));
        purged(PurgeKind.PURGE_TASKS, false);
        restore(one(second));
        set(second, "name = 'changed since'");

        RestoreResponse elsewhere =
                restore(range(created.plusSeconds(60), created.plusSeconds(3_600)));
        RestoreResponse restored = restore(range(created.minusSeconds(1), created.plusSeconds(1)));
        RestoreResponse again = restore(range(created.minusSeconds(1), created.plusSeconds(1)));

        assertThat(elsewhere.getRestored() + elsewhere.getSkipped()).isZero();
        assertThat(restored.getRestored()).isEqualTo(1);
        assertThat(restored.getSkipped()).isEqualTo(1);
        assertThat(again.getRestored()).isZero();
        assertThat(again.getSkipped()).isEqualTo(2);
        assertThat(exists(first)).isTrue();
        assertThat(get(second).getName()).isEqualTo("changed since");
    }

    @Test
    void ofATaskThatWasArchivedTwiceTheNewestComesBack() throws Exception {
        NewTask.Builder task = oldTask("older");
        createEnded(task);
        purged(PurgeKind.PURGE_TASKS, false);
        restore(one(task));
        set(task, "name = 'newer'");
        String newer = everything(task);
        purged(PurgeKind.PURGE_TASKS, false);
        assertThat(files()).hasSize(2);

        restore(one(task));

        assertThat(everything(task)).isEqualTo(newer);
    }

    @Test
    void progressThatWentByItselfComesBackToItsTask() throws Exception {
        NewTask.Builder task = oldTask("reported");
        createEnded(task);
        progress(task, 10, 60);
        progress(task, 90, 3);
        String before = everything(task);
        purged(PurgeKind.PURGE_PROGRESS, false);
        assertThat(everything(task)).isNotEqualTo(before);

        RestoreResponse restored = restore(one(task));

        assertThat(everything(task)).isEqualTo(before);
        assertThat(restored.getProgress()).isEqualTo(1);
        assertThat(restored.getRestored()).isZero();
        purged(PurgeKind.PURGE_PROGRESS, false);
        purged(PurgeKind.PURGE_TASKS, false);
        assertThat(restore(one(task)).getRestored()).isEqualTo(1);
        assertThat(everything(task)).isEqualTo(before);
    }

    @Test
    void aLongRestoreGoesOnWithItsCursor() throws Exception {
        NewTask.Builder[] tasks = new NewTask.Builder[6];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = oldTask("t" + i);
        }
        createEnded(tasks);
        Instant created = Instant.ofEpochMilli(Ids.millisOf(Ids.fromBytes(tasks[0].getId())));
        start(PurgeKind.PURGE_TASKS, false);
        toTheEnd(
                purger(
                        archive(),
                        new Settings(false, Duration.ofHours(1), MONTH, 2, 1 << 20),
                        clock));
        long[] millis = {0};
        // Each look at the clock takes an hour: one file a call.
        Restores slow =
                new Restores(
                        archive(),
                        store,
                        transactions,
                        () -> Instant.ofEpochMilli(millis[0] += 3_600_000));
        RestoreRequest.Builder request =
                range(created.minusSeconds(1), created.plusSeconds(1)).toBuilder();

        int calls = 0;
        long restored = 0;
        do {
            RestoreResponse answer = now(slow.restore(request.build()));
            restored += answer.getRestored();
            request.setCursor(answer.getNextCursor());
            calls++;
        } while (!request.getCursor().isEmpty());

        assertThat(calls).isEqualTo(3);
        assertThat(restored).isEqualTo(6);
    }

    @Test
    void withoutAnArchiveThereIsNothingToRestoreFrom() throws Exception {
        NewTask.Builder task = oldTask("gone for good");
        createEnded(task);
        Archive none = new Archive(vertx, Optional.empty());
        start(PurgeKind.PURGE_TASKS, false);
        toTheEnd(purger(none));

        RestoreResponse refused =
                now(new Restores(none, store, transactions, clock).restore(one(task)));

        assertThat(exists(task)).isFalse();
        assertThat(refused.getProblem().getCode()).isEqualTo("no-archive");
    }

    private RestoreResponse restore(RestoreRequest request) {
        return now(new Restores(archive(), store, transactions, clock).restore(request));
    }

    private static RestoreRequest one(NewTask.Builder task) {
        return RestoreRequest.newBuilder().setId(task.getId()).build();
    }

    private static RestoreRequest range(Instant after, Instant before) {
        return RestoreRequest.newBuilder()
                .setCreatedAfterUs(Micros.of(after))
                .setCreatedBeforeUs(Micros.of(before))
                .build();
    }
}
