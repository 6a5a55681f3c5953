package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.GetTasksRequest;
import dev.minion.contracts.ledger.GetTasksResponse;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.ledger.LedgerCalls;
import dev.minion.coordinator.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One reading of many tasks, some at a time until their answer would be too large; what is left
 * then is refused. Not for many threads.
 */
final class ManyReads {

    /** Tasks of one call: 19 MB, where they are the largest. */
    private static final int TASKS_A_CALL = 100;

    /** Bytes of tasks, as they come from the ledger, after which no more are read. */
    private static final long MOST_BYTES = 8 << 20;

    private static final int BYTES_A_TASK = 1_500;

    private final LedgerCalls ledger;
    private final Overlay overlay;
    private final SeenVersions seen;
    private final String namespace;
    private final List<Outcome<UUID>> wanted;
    private final List<ByteString> ids;
    private final Map<ByteString, Task> found = new HashMap<>();
    private final Set<ByteString> unread = new HashSet<>();
    private long bytes;
    private int asked;

    ManyReads(
            LedgerCalls ledger,
            Overlay overlay,
            SeenVersions seen,
            String namespace,
            List<Outcome<UUID>> wanted) {
        this.ledger = ledger;
        this.overlay = overlay;
        this.seen = seen;
        this.namespace = namespace;
        this.wanted = wanted;
        this.ids =
                wanted.stream()
                        .<ByteString>mapMulti(
                                (item, to) -> {
                                    if (item instanceof Outcome.Done<UUID>(UUID id)) {
                                        to.accept(Ids.toBytes(id));
                                    }
                                })
                        .distinct()
                        .toList();
    }

    /** Reads them; then there is the document. */
    Uni<Void> read() {
        if (asked == ids.size() || bytes >= MOST_BYTES) {
            return Uni.createFrom().voidItem();
        }
        List<ByteString> next = ids.subList(asked, Math.min(ids.size(), asked + TASKS_A_CALL));
        GetTasksRequest request =
                GetTasksRequest.newBuilder()
                        .setNamespace(namespace)
                        .addAllIds(next)
                        .addAllNotOlderThan(next.stream().map(seen::floor).toList())
                        .build();
        return ledger.call(stub -> stub.getTasks(request))
                .invoke(
                        answer -> {
                            asked += next.size();
                            add(answer);
                        })
                .chain(_ -> read());
    }

    private void add(GetTasksResponse answer) {
        seen.ledgerKeeps(answer.getCacheTtlMs());
        bytes += answer.getSerializedSize();
        for (Task task : answer.getTasksList()) {
            seen.shown(task);
            found.put(task.getId(), overlay.shown(task));
        }
    }

    /** The document of all of them, in the order asked for. */
    JsonOut document() {
        unread.addAll(ids.subList(asked, ids.size()));
        ids.subList(0, asked).stream().filter(id -> !found.containsKey(id)).forEach(seen::missed);
        List<Outcome<Task>> items = wanted.stream().map(this::outcome).toList();
        JsonOut out = new JsonOut((int) bytes + BYTES_A_TASK * (1 + items.size())).object();
        int done = BatchAnswers.items(out, items, TaskJson::write);
        return out.number("found", done).number("missing", items.size() - done).endObject();
    }

    private Outcome<Task> outcome(Outcome<UUID> item) {
        return switch (item) {
            case Outcome.Refused<UUID>(Problem problem) -> new Outcome.Refused<>(problem);
            case Outcome.Done<UUID>(UUID id) -> {
                Task task = found.get(Ids.toBytes(id));
                yield task == null ? new Outcome.Refused<>(missing(id)) : new Outcome.Done<>(task);
            }
        };
    }

    private Problem missing(UUID id) {
        return unread.contains(Ids.toBytes(id))
                ? new Problem(
                        FailureCode.BATCH_TOO_LARGE,
                        "the answer would be too large; ask for fewer tasks at a time")
                : TaskChanges.notFound(id).problem();
    }
}
