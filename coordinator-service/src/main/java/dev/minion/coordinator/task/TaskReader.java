package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.TaskVersion;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.batch.NaturalBatch;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads tasks from the ledger; reads that come together share a call. */
@ApplicationScoped
public class TaskReader {

    private record Read(
            String namespace,
            ByteString id,
            long notOlderThan,
            UniEmitter<? super Optional<Task>> answer) {}

    private final LedgerCalls ledger;
    private final Overlay overlay;
    private final SeenVersions seen;
    private final NaturalBatch<Read> reads;

    TaskReader(LedgerCalls ledger, Overlay overlay, SeenVersions seen, ReadSettings settings) {
        this.ledger = ledger;
        this.overlay = overlay;
        this.seen = seen;
        this.reads =
                new NaturalBatch<>(
                        new NaturalBatch.Bounds(
                                settings.callsInFlight(),
                                settings.tasksPerCall(),
                                Long.MAX_VALUE,
                                settings.queuedReads(),
                                Long.MAX_VALUE),
                        this::send);
    }

    /**
     * The task, or empty where the namespace has none of that id. Where the ledger has a cache, it
     * may have changed a moment ago; but it is never older than what was shown here before.
     */
    public Uni<Optional<Task>> read(String namespace, UUID id) {
        return read(namespace, id, TaskVersion.ANY);
    }

    /** The task as it is now, for whoever decides by it. */
    public Uni<Optional<Task>> readNow(String namespace, UUID id) {
        return read(namespace, id, TaskVersion.NEWEST);
    }

    /** The task with that version or a later one. */
    Uni<Optional<Task>> read(String namespace, UUID id, long notOlderThan) {
        return Uni.createFrom()
                .emitter(
                        answer ->
                                queue(new Read(namespace, Ids.toBytes(id), notOlderThan, answer)));
    }

    private void queue(Read read) {
        if (!reads.offer(read, 1, 0)) {
            read.answer.fail(
                    new ProblemException(FailureCode.OVERLOADED, "too many reads wait already"));
        }
    }

    private Uni<Void> send(List<Read> batch) {
        Map<String, List<Read>> byNamespace =
                batch.stream().collect(Collectors.groupingBy(Read::namespace));
        List<Uni<Void>> calls =
                byNamespace.entrySet().stream()
                        .map(group -> send(group.getKey(), group.getValue()))
                        .toList();
        return calls.size() == 1
                ? calls.getFirst()
                : Uni.join().all(calls).andCollectFailures().replaceWithVoid();
    }

    private Uni<Void> send(String namespace, List<Read> group) {
        Map<ByteString, Long> floors = new LinkedHashMap<>();
        group.forEach(
                read -> {
                    long floor = Math.max(read.notOlderThan, seen.floor(read.id));
                    floors.merge(read.id, floor, Math::max);
                });
        GetTasksRequest request =
                GetTasksRequest.newBuilder()
                        .setNamespace(namespace)
                        .addAllIds(floors.keySet())
                        .addAllNotOlderThan(floors.values())
                        .build();
        return ledger.call(stub -> stub.getTasks(request))
                .onItem()
                .invoke(found -> answer(group, found))
                .onFailure()
                .invoke(e -> group.forEach(read -> read.answer.fail(e)))
                .replaceWithVoid();
    }

    private void answer(List<Read> group, GetTasksResponse found) {
        seen.ledgerKeeps(found.getCacheTtlMs());
        Map<ByteString, Task> byId = new HashMap<>();
        for (Task task : found.getTasksList()) {
            seen.shown(task);
            byId.put(task.getId(), overlay.shown(task));
        }
        group.forEach(read -> answer(read, Optional.ofNullable(byId.get(read.id))));
    }

    private void answer(Read read, Optional<Task> task) {
        if (task.isEmpty()) {
            seen.missed(read.id);
        }
        read.answer.complete(task);
    }
}
