package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The truth, in as little as the scheduler can see of it. */
final class SimulatedLedger {

    static final class Row {
        final UUID id;
        final String namespace;
        final int queue;
        final String type;
        final int priority;
        final @Nullable Demands demands;
        TaskStatus status = TaskStatus.READY;
        int attempt = 1;
        String workerId = "";

        Row(UUID id, String namespace, String type, int priority, @Nullable Demands demands) {
            this.demands = demands;
            this.id = id;
            this.namespace = namespace;
            this.queue = Queues.of(namespace, "");
            this.type = type;
            this.priority = priority;
        }

        boolean open() {
            return status == TaskStatus.READY || status == TaskStatus.RUNNING;
        }
    }

    final Map<UUID, Row> rows = new LinkedHashMap<>();
    private final int partitions;
    private final Consumer<ReadyTask> ready;
    private final Consumer<TaskChange> changed;
    int releases;
    int returns;
    int stale;

    SimulatedLedger(int partitions, Consumer<ReadyTask> ready, Consumer<TaskChange> changed) {
        this.partitions = partitions;
        this.ready = ready;
        this.changed = changed;
    }

    private Row row(UUID id) {
        return Objects.requireNonNull(rows.get(id));
    }

    void create(
            UUID id, String namespace, String type, int priority, @Nullable Demands demands) {
        Row row = new Row(id, namespace, type, priority, demands);
        rows.put(id, row);
        ready.accept(record(row));
    }

    ReadyTask record(Row row) {
        ReadyTask.Builder task =
                ReadyTask.newBuilder()
                        .setTaskId(Ids.toBytes(row.id))
                        .setPartition(Partitions.of(row.id, partitions))
                        .setNamespace(row.namespace)
                        .setQueue(row.queue)
                        .setType(row.type)
                        .setPriority(row.priority)
                        .setFence(Fence.newBuilder().setEpoch(1).setAttempt(row.attempt));
        return row.demands == null ? task.build() : task.setDemands(row.demands).build();
    }

    private void tell(Row row, int attempt, boolean ended) {
        changed.accept(
                TaskChange.newBuilder()
                        .setTaskId(Ids.toBytes(row.id))
                        .setPartition(Partitions.of(row.id, partitions))
                        .setType(row.type)
                        .setFence(Fence.newBuilder().setEpoch(1).setAttempt(attempt))
                        .setStatus(row.status)
                        .setAttemptEnded(ended)
                        .setWorkerId(row.workerId)
                        .build());
    }

    void started(UUID id, int attempt, String workerId) {
        Row row = row(id);
        if (row.status == TaskStatus.READY && row.attempt == attempt) {
            row.status = TaskStatus.RUNNING;
            row.workerId = workerId;
            tell(row, attempt, false);
        }
    }

    void completed(UUID id, int attempt, String workerId) {
        Row row = row(id);
        if (!row.open() || row.attempt != attempt) {
            stale++;
            return;
        }
        row.status = TaskStatus.COMPLETED;
        row.workerId = workerId;
        tell(row, attempt, true);
    }

    void returned(UUID id, int attempt, String workerId) {
        Row row = row(id);
        if (!row.open() || row.attempt != attempt) {
            stale++;
            return;
        }
        returns++;
        row.workerId = workerId;
        again(row);
        tell(row, attempt, true);
        ready.accept(record(row));
    }

    void cancel(UUID id) {
        Row row = row(id);
        if (row.open()) {
            row.status = TaskStatus.CANCELLED;
            tell(row, row.attempt, true);
        }
    }

    private static void again(Row row) {
        row.status = TaskStatus.READY;
        row.attempt++;
    }

    List<ReleaseResult> release(List<Release> asked) {
        List<ReleaseResult> results = new ArrayList<>();
        for (Release release : asked) {
            Row row = row(Ids.fromBytes(release.getTaskId()));
            boolean current = row.open() && row.attempt == release.getFence().getAttempt();
            ReleaseResult.Builder result =
                    ReleaseResult.newBuilder().setTaskId(release.getTaskId());
            if (current) {
                releases++;
                again(row);
                result.setReleased(true).setTask(record(row));
                ready.accept(record(row));
            }
            results.add(result.setStatus(row.status).build());
        }
        return results;
    }

    record Page(List<ReadyTask> tasks, List<Integer> more, int next) {}

    Page page(Effect.RequestPage ask) {
        Set<UUID> held = new HashSet<>(ask.exclude());
        TreeMap<Integer, List<Row>> queues = new TreeMap<>();
        for (Row row : rows.values()) {
            if (row.status == TaskStatus.READY
                    && Partitions.of(row.id, partitions) == ask.partition()
                    && !held.contains(row.id)
                    && !ask.excludeTypes().contains(row.type)
                    && !ask.excludeDemands().contains(typed(row))
                    && isAsked(ask, row)) {
                queues.computeIfAbsent(row.queue, any -> new ArrayList<>()).add(row);
            }
        }
        List<ReadyTask> shown = new ArrayList<>();
        List<Integer> more = new ArrayList<>();
        for (Map.Entry<Integer, List<Row>> queue : queues.entrySet()) {
            if (shown.size() == ask.limit() && ask.places().isEmpty()) {
                return new Page(shown, more, queues.lowerKey(queue.getKey()));
            }
            List<Row> rows = queue.getValue();
            rows.sort(
                    Comparator.comparingInt((Row row) -> -row.priority)
                            .thenComparing(row -> row.id));
            int fit = Math.min(ask.queueLimit(), ask.limit() - shown.size());
            rows.stream().limit(fit).map(this::record).forEach(shown::add);
            if (rows.size() > fit) {
                more.add(queue.getKey());
            }
        }
        return new Page(shown, more, -1);
    }

    private static boolean isAsked(Effect.RequestPage ask, Row row) {
        if (ask.places().isEmpty()) {
            return row.queue > ask.after();
        }
        return ask.places().stream()
                .anyMatch(
                        place ->
                                place.queue() == row.queue
                                        && !new Rank(row.priority, row.id).before(place.from()));
    }

    private static TypedDemands typed(Row row) {
        TypedDemands.Builder typed = TypedDemands.newBuilder().setType(row.type);
        return row.demands == null ? typed.build() : typed.setDemands(row.demands).build();
    }

    List<OpenTask> open(int partition) {
        return rows.values().stream()
                .filter(row -> row.status == TaskStatus.RUNNING)
                .filter(row -> Partitions.of(row.id, partitions) == partition)
                .map(
                        row ->
                                OpenTask.newBuilder()
                                        .setTask(record(row))
                                        .setWorkerId(row.workerId)
                                        .build())
                .toList();
    }

    long openTasks() {
        return rows.values().stream().filter(Row::open).count();
    }
}
