package dev.minion.coordinator.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.contracts.api.TaskSpec;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read and check the tasks that a client sends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SubmissionBenchmark {

    private static final int TASKS = 500;
    private static final String INPUT = "{\"payload\":\"" + "0123456789".repeat(18) + "\"}";
    private static final String TASK =
            """
            {"name":"w1","type":"demo.echo","input":%s,"created_by":"bench","session_id":"s-1"}"""
                    .formatted(INPUT);

    private final byte[] one = TASK.getBytes(UTF_8);
    private final byte[] many =
            ("{\"tasks\":[" + String.join(",", Collections.nCopies(TASKS, TASK)) + "]}")
                    .getBytes(UTF_8);
    private final TaskSpec spec =
            TaskSpec.newBuilder()
                    .setName("w1")
                    .setType("demo.echo")
                    .setInput(ByteString.copyFromUtf8(INPUT))
                    .setCreatedBy("bench")
                    .setSessionId("s-1")
                    .build();
    private final BodyReader bodies = new BodyReader(Limits.PAYLOAD_BYTES);
    private final SpecReader specs = new SpecReader(Limits.PAYLOAD_BYTES);

    @Benchmark
    public Object readOneFromJson() {
        return bodies.one(one);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public List<?> readBatchFromJson() {
        return bodies.batch(many);
    }

    @Benchmark
    public Object readOneFromProtobuf() {
        return specs.read(spec, 0);
    }
}
