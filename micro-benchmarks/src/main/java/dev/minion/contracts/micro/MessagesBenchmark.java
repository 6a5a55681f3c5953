package dev.minion.contracts.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What messages and ids cost as bytes and as text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessagesBenchmark {

    private static final ByteString PAYLOAD =
            ByteString.copyFromUtf8("{\"payload\":\"" + "0123456789".repeat(18) + "\"}");
    private static final Fence FENCE = Fence.newBuilder().setEpoch(1).setAttempt(1).build();

    private final Ids ids = Ids.random(InstantSource.system());
    private final UUID id = ids.next();
    private final String text = id.toString();
    private final ByteString sixteen = Ids.toBytes(id);
    private final byte[] ready = readyTask().toByteArray();
    private final byte[] event = taskEvent().toByteArray();

    private ReadyTask readyTask() {
        return ReadyTask.newBuilder()
                .setTaskId(sixteen)
                .setPartition(3)
                .setNamespace("bench")
                .setType("demo.echo")
                .setPriority(5)
                .setFence(FENCE)
                .setCreatedAtUs(5_000_000)
                .setReadyAtUs(5_000_000)
                .setInput(PAYLOAD)
                .build();
    }

    private TaskEvent taskEvent() {
        return TaskEvent.newBuilder()
                .setTaskId(sixteen)
                .setPartition(3)
                .setFence(FENCE)
                .setWorkerId("worker-1")
                .setAtUs(5_000_000)
                .setStartedAtUs(4_000_000)
                .setCompleted(Completed.newBuilder().setOutput(PAYLOAD))
                .build();
    }

    @Benchmark
    public byte[] encodeReadyTask() {
        return readyTask().toByteArray();
    }

    @Benchmark
    public ReadyTask decodeReadyTask() throws InvalidProtocolBufferException {
        return ReadyTask.parseFrom(ready);
    }

    @Benchmark
    public byte[] encodeTaskEvent() {
        return taskEvent().toByteArray();
    }

    @Benchmark
    public TaskEvent decodeTaskEvent() throws InvalidProtocolBufferException {
        return TaskEvent.parseFrom(event);
    }

    @Benchmark
    public UUID newId() {
        return ids.next();
    }

    @Benchmark
    public ByteString idToBytes() {
        return Ids.toBytes(id);
    }

    @Benchmark
    public UUID idFromBytes() {
        return Ids.fromBytes(sixteen);
    }

    @Benchmark
    public @Nullable UUID idFromText() {
        return Ids.parse(text);
    }

    @Benchmark
    public int partitionOfId() {
        return Partitions.of(id, Partitions.DEFAULT_COUNT);
    }
}
