package dev.minion.ledger.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.minion.contracts.Ids;
import dev.minion.contracts.records.Completed;
import dev.minion.contracts.records.Started;
import dev.minion.contracts.records.TaskEvent;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a task costs the ledger apart from its statements: its reports, folded by the rules. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldBenchmark {

    private static final int TASKS = 500;
    private static final Fence FENCE = Fence.newBuilder().setEpoch(1).setAttempt(1).build();
    private static final RetryRule RETRY = new RetryRule(3, 1_000, 2, 60_000, 0.1, Set.of());
    private static final TaskStatus[] STATUSES = {
        TaskStatus.READY, TaskStatus.ASSIGNED, TaskStatus.RUNNING, TaskStatus.COMPLETED
    };

    private final Moment moment = new Moment(5_000_000, 1, new SplittableRandom(1));
    private final Map<UUID, TaskState> before = new HashMap<>();
    private final List<byte[]> records = new ArrayList<>();
    private final List<TaskEvent> events = new ArrayList<>();

    /** Two reports of each task. */
    @Setup
    public void report() {
        before.clear();
        records.clear();
        events.clear();
        Ids ids = Ids.random(InstantSource.system());
        for (int i = 0; i < TASKS; i++) {
            UUID id = ids.next();
            before.put(
                    id,
                    new TaskState(TaskStatus.READY, 1, 1, 0, 0, 0, 0, 0, RETRY, "", 0, -1, null));
            TaskEvent.Builder event =
                    TaskEvent.newBuilder()
                            .setTaskId(Ids.toBytes(id))
                            .setFence(FENCE)
                            .setWorkerId("worker-1")
                            .setAtUs(5_000_000)
                            .setStartedAtUs(4_000_000);
            add(event.setStarted(Started.getDefaultInstance()).build());
            add(event.setCompleted(Completed.newBuilder().setOutput(output())).build());
        }
    }

    private void add(TaskEvent event) {
        events.add(event);
        records.add(event.toByteArray());
    }

    private static ByteString output() {
        return ByteString.copyFromUtf8("{\"payload\":\"" + "0123456789".repeat(18) + "\"}");
    }

    /** The rules alone: of each task the last state is kept. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public Map<UUID, TaskState> fold() {
        Map<UUID, TaskState> last = LinkedHashMap.newLinkedHashMap(TASKS);
        for (TaskEvent event : events) {
            fold(event, last);
        }
        return last;
    }

    /** The same from bytes. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public Map<UUID, TaskState> readAndFold() throws InvalidProtocolBufferException {
        Map<UUID, TaskState> last = LinkedHashMap.newLinkedHashMap(TASKS);
        for (byte[] bytes : records) {
            fold(TaskEvent.parseFrom(bytes), last);
        }
        return last;
    }

    private void fold(TaskEvent event, Map<UUID, TaskState> last) {
        UUID id = Ids.fromBytes(event.getTaskId());
        TaskState state = last.get(id);
        if (state == null) {
            state = before.get(id);
        }
        if (state != null
                && AttemptRules.fold(state, event, moment) instanceof Verdict.Accepted accepted) {
            last.put(id, accepted.next());
        }
    }

    /** Whether one status may follow another, for sixteen pairs. */
    @Benchmark
    @OperationsPerInvocation(16)
    public int allowed() {
        int allowed = 0;
        for (TaskStatus from : STATUSES) {
            for (TaskStatus to : STATUSES) {
                allowed += Transitions.allowed(from, to) ? 1 : 0;
            }
        }
        return allowed;
    }
}
