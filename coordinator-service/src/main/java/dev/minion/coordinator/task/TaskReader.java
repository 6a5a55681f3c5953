package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.batch.NaturalBatch;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads tasks from the ledger; reads that come together share a call. */
@ApplicationScoped
public class TaskReader {

    private record Read(
            String namespace, ByteString id, UniEmitter<? super Optional<Task>> answer) {}

    private final LedgerCalls ledger;
    private final Overlay overlay;
    private final NaturalBatch<Read> reads;

    TaskReader(LedgerCalls ledger, Overlay overlay, ReadSettings settings) {
        this.ledger = ledger;
        this.overlay = overlay;
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

    /** The task as it is now, or empty where the namespace has none of that id. */
    public Uni<Optional<Task>> read(String namespace, UUID id) {
        return Uni.createFrom()
                .emitter(answer -> queue(new Read(namespace, Ids.toBytes(id), answer)));
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
        Set<ByteString> ids = new LinkedHashSet<>();
        group.forEach(read -> ids.add(read.id));
        GetTasksRequest request =
                GetTasksRequest.newBuilder().setNamespace(namespace).addAllIds(ids).build();
        return ledger.call(stub -> stub.getTasks(request))
                .onItem()
                .invoke(found -> answer(group, found.getTasksList()))
                .onFailure()
                .invoke(e -> group.forEach(read -> read.answer.fail(e)))
                .replaceWithVoid();
    }

    private void answer(List<Read> group, List<Task> found) {
        Map<ByteString, Task> byId = new HashMap<>();
        found.forEach(task -> byId.put(task.getId(), overlay.shown(task)));
        group.forEach(read -> read.answer.complete(Optional.ofNullable(byId.get(read.id))));
    }
}
