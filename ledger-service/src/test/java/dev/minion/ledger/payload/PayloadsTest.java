package dev.minion.ledger.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.PayloadRef;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.DeleteTaskRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.ledger.ReportAttemptsRequest;
import dev.minion.contracts.payloads.GetChunkRequest;
import dev.minion.contracts.payloads.OpenPayloadRequest;
import dev.minion.contracts.payloads.OpenPayloadResponse;
import dev.minion.contracts.payloads.Payloads;
import dev.minion.contracts.payloads.PutChunkRequest;
import dev.minion.contracts.payloads.SealPayloadRequest;
import dev.minion.contracts.payloads.SealPayloadResponse;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.LedgerTest;
import dev.minion.ledger.Servers;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PayloadsTest extends LedgerTest {

    private static final int CHUNK = Limits.PAYLOAD_CHUNK_BYTES;

    @Inject @GrpcService Payloads payloads;
    @Inject PayloadSweep sweep;

    /** JSON of so many bytes, another one for each test. */
    private ByteString json(String name, int bytes) {
        String start = "\"" + namespace + "/" + name + "/";
        return ByteString.copyFromUtf8(start + "x".repeat(bytes - start.length() - 1) + "\"");
    }

    private OpenPayloadResponse open(PayloadRef ref) {
        return now(
                payloads.openPayload(
                        OpenPayloadRequest.newBuilder()
                                .setHash(ref.hash())
                                .setSize(ref.size())
                                .build()));
    }

    private void put(PayloadRef ref, int position, ByteString content) {
        var _ =
                now(
                        payloads.putChunk(
                                PutChunkRequest.newBuilder()
                                        .setHash(ref.hash())
                                        .setPosition(position)
                                        .setContent(content)
                                        .build()));
    }

    private SealPayloadResponse seal(PayloadRef ref) {
        return now(
                payloads.sealPayload(SealPayloadRequest.newBuilder().setHash(ref.hash()).build()));
    }

    private static ByteString chunk(ByteString payload, int position) {
        return payload.substring(
                position * CHUNK, Math.min(payload.size(), (position + 1) * CHUNK));
    }

    private PayloadRef stored(ByteString payload) {
        PayloadRef ref = PayloadRef.to(payload);
        assertThat(open(ref).hasProblem()).isFalse();
        for (int position = 0; position < ref.chunks(); position++) {
            put(ref, position, chunk(payload, position));
        }
        assertThat(seal(ref).hasProblem()).isFalse();
        return ref;
    }

    private ByteString read(PayloadRef ref) {
        ByteString all = ByteString.EMPTY;
        for (int position = 0; position < ref.chunks(); position++) {
            GetChunkRequest request =
                    GetChunkRequest.newBuilder().setHash(ref.hash()).setPosition(position).build();
            all = all.concat(now(payloads.getChunk(request)).getContent());
        }
        return all;
    }

    private boolean there(PayloadRef ref) throws Exception {
        return count("payloads", ref) > 0;
    }

    private long references(PayloadRef ref) throws Exception {
        return count("payload_references", ref);
    }

    private long count(String table, PayloadRef ref) throws Exception {
        return Long.parseLong(
                query(
                        "select count(*) from ledger.%s where hash = '\\x%s'"
                                .formatted(table, ref.hex())));
    }

    private void sweep() {
        assertThat(sweep.sweep(Duration.ZERO).toCompletionStage().toCompletableFuture())
                .succeedsWithin(SOON);
    }

    private void delete(NewTask.Builder task) {
        var _ =
                now(
                        ledger.deleteTask(
                                DeleteTaskRequest.newBuilder()
                                        .setNamespace(namespace)
                                        .setId(task.getId())
                                        .build()));
    }

    private static TaskEvent completedWith(NewTask.Builder task, PayloadRef output) {
        return event(task.getId(), 1)
                .setCompleted(Completed.newBuilder().setOutput(output.bytes()))
                .build();
    }

    private void reportByCall(TaskEvent... events) {
        var _ =
                now(
                        reported(
                                ReportAttemptsRequest.newBuilder()
                                        .addAllEvents(List.of(events))
                                        .build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, CHUNK, CHUNK + 1, 4 * CHUNK - 3})
    void aPayloadComesBackAsItWasPut(int bytes) {
        ByteString payload = json("round trip", bytes);
        PayloadRef ref = stored(payload);
        assertThat(read(ref)).isEqualTo(payload);
        assertThat(open(ref).getPresent()).isTrue();
    }

    @Test
    void whatIsNotWhatItsHashSaysIsNotSealedAndMayBePutAnew() throws Exception {
        ByteString payload = json("sound", 2 * CHUNK);
        PayloadRef ref = PayloadRef.to(payload);
        var _ = open(ref);
        put(ref, 0, chunk(payload, 0));
        assertThat(seal(ref).getProblem().getCode()).isEqualTo("payload-gone");
        var _ = open(ref);
        put(ref, 0, chunk(payload, 0));
        put(ref, 1, json("other", CHUNK));
        assertThat(seal(ref).getProblem().getCode()).isEqualTo("payload-gone");
        assertThat(count("payload_chunks", ref)).isZero();
        assertThat(stored(payload)).isEqualTo(ref);
    }

    @Test
    void aNulIsFoundAlsoWhereItsEscapeGoesOnInTheNextChunk() {
        String before = "\"" + namespace + "x".repeat(CHUNK - namespace.length() - 4);
        ByteString bad = ByteString.copyFromUtf8(before + "\\u0000\"");
        ByteString good = ByteString.copyFromUtf8(before + "\\\\u0000\"");
        PayloadRef ref = PayloadRef.to(bad);
        var _ = open(ref);
        put(ref, 0, chunk(bad, 0));
        put(ref, 1, chunk(bad, 1));
        assertThat(seal(ref).getProblem().getCode()).isEqualTo("input-invalid");
        assertThat(stored(good).size()).isEqualTo(good.size());
    }

    @Test
    void oneThatIsAboveTheLimitIsRefused() {
        PayloadRef ref = new PayloadRef(PayloadRef.to(ByteString.EMPTY).hash(), (1 << 20) + 1);
        assertThat(open(ref).getProblem().getCode()).isEqualTo("payload-too-large");
    }

    @Test
    void aTaskThatRefersToWhatIsNotThereIsRefusedAndTheOthersAreNot() throws Exception {
        PayloadRef lost = PayloadRef.to(json("lost", 70_000));
        PayloadRef begun = PayloadRef.to(json("begun", 70_000));
        var _ = open(begun);
        PayloadRef other = stored(json("kept", 70_000));
        PayloadRef lies = new PayloadRef(other.hash(), 5);
        NewTask.Builder sound = task("sound").setInput(other.bytes());

        List<CreatedTask> created =
                create(
                        task("lost").setInput(lost.bytes()),
                        task("begun").setInput(begun.bytes()),
                        task("lies").setInput(lies.bytes()),
                        sound);

        assertThat(created.stream().map(CreatedTask::hasProblem))
                .containsExactly(true, true, true, false);
        assertThat(get(sound).getInput()).isEqualTo(other.bytes());
        assertThat(references(other)).isEqualTo(1);
    }

    @Test
    void anInputStaysAsLongAsItsLastTask() throws Exception {
        PayloadRef ref = stored(json("shared", 70_000));
        NewTask.Builder one = task("one").setInput(ref.bytes());
        NewTask.Builder other = task("other").setInput(ref.bytes());
        create(one, other);
        // The caller's answer was lost.
        create(one, other);
        assertThat(references(ref)).isEqualTo(2);

        report(completed(one, 1, "1"), completed(other, 1, "1"));
        awaitStatus(one, TaskStatus.COMPLETED);
        awaitStatus(other, TaskStatus.COMPLETED);
        delete(one);
        sweep();
        assertThat(there(ref)).isTrue();
        delete(other);
        assertThat(references(ref)).isZero();
        sweep();
        assertThat(there(ref)).isFalse();
        assertThat(count("payload_chunks", ref)).isZero();
    }

    @Test
    void anOutputIsKeptHoweverOftenItIsReported() throws Exception {
        PayloadRef ref = stored(json("output", 300_000));
        NewTask.Builder called = task("by call");
        NewTask.Builder logged = task("by log");
        create(called, logged);

        reportByCall(completedWith(called, ref), completedWith(called, ref));
        reportByCall(completedWith(called, ref));
        report(completedWith(logged, ref), completedWith(logged, ref));

        awaitStatus(called, TaskStatus.COMPLETED);
        awaitStatus(logged, TaskStatus.COMPLETED);
        assertThat(get(called).getOutput()).isEqualTo(ref.bytes());
        assertThat(references(ref)).isEqualTo(2);
        sweep();
        assertThat(read(ref)).hasSize(300_000);
    }

    @Test
    void aStaleReportReferesToNothing() throws Exception {
        PayloadRef ref = stored(json("stale", 70_000));
        NewTask.Builder task = task("fenced");
        create(task);
        TaskEvent stale =
                event(task.getId(), 7)
                        .setCompleted(Completed.newBuilder().setOutput(ref.bytes()))
                        .build();
        reportByCall(stale);
        assertThat(status(task)).isEqualTo(TaskStatus.READY);
        assertThat(references(ref)).isZero();
        sweep();
        assertThat(there(ref)).isFalse();
    }

    @Test
    void dependantsAreGivenTheReference() {
        PayloadRef ref = stored(json("for dependants", 70_000));
        NewTask.Builder before = task("before");
        NewTask.Builder after = task("after").addDependencies(text(before));
        create(before);
        create(after);
        reportByCall(completedWith(before, ref));
        awaitStatus(after, TaskStatus.READY);
        ByteString outputs =
                now(ledger.getInputs(GetInputsRequest.newBuilder().addIds(after.getId()).build()))
                        .getInputs(0)
                        .getDependencyOutputs();
        ByteString start =
                ByteString.copyFromUtf8(
                        "[{\"id\":\"%s\",\"name\":\"before\",\"output\":"
                                .formatted(Ids.fromBytes(before.getId())));
        assertThat(outputs)
                .isEqualTo(start.concat(ref.bytes()).concat(ByteString.copyFromUtf8("}]")));
    }

    @Test
    void referencesAreExactWhileTasksComeAndGoAndSweepsRun() throws Exception {
        ByteString payload = json("storm", 70_000);
        PayloadRef ref = PayloadRef.to(payload);
        List<CompletableFuture<Void>> work = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                work.add(CompletableFuture.runAsync(() -> comeAndGo(number, payload), threads));
            }
            work.add(
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    sweep();
                                }
                            },
                            threads));
            assertThat(CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(60));
        }

        long tasks =
                Long.parseLong(
                        query(
                                "select count(*) from ledger.tasks where namespace = '%s'"
                                        .formatted(namespace)));
        assertThat(references(ref)).isEqualTo(tasks).isPositive();
        assertThat(read(ref)).isEqualTo(payload);
    }

    /** Every second task stays. One that meets a sweep is refused, and is submitted again. */
    private void comeAndGo(int thread, ByteString payload) {
        for (int i = 0; i < 20; i++) {
            NewTask.Builder task = task("storm-" + thread + "-" + i);
            await().atMost(SOON)
                    .until(
                            () -> {
                                PayloadRef ref = PayloadRef.to(payload);
                                var _ = open(ref);
                                put(ref, 0, payload);
                                return !seal(ref).hasProblem()
                                        && !create(task.setInput(ref.bytes()))
                                                .getFirst()
                                                .hasProblem();
                            });
            reportByCall(completed(task, 1, "1"));
            if (i % 2 == 0) {
                delete(task);
            }
        }
    }
}
