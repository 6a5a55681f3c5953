package dev.minion.coordinator.schedule.core;

import dev.minion.contracts.Ids;
import dev.minion.contracts.Partitions;
import dev.minion.contracts.Queues;
import dev.minion.contracts.ledger.AssignResult;
import dev.minion.contracts.ledger.AssignVerdict;
import dev.minion.contracts.ledger.OpenTask;
import dev.minion.contracts.ledger.Release;
import dev.minion.contracts.ledger.ReleaseResult;
import dev.minion.contracts.ledger.TypedDemands;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.TaskChange;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
        final int partition;
        final Flow flow;
        final @Nullable Demands demands;
        TaskStatus status = TaskStatus.READY;
        int attempt = 1;
        String workerId = "";

        Row(
                UUID id,
                String namespace,
                String type,
                int priority,
                @Nullable Demands demands,
                int partitions) {
            this.demands = demands;
            this.id = id;
            this.namespace = namespace;
            this.flow = demands == null ? Flow.getDefaultInstance() : demands.getFlow();
            this.queue = Queues.of(namespace, flow.getKey());
            this.partition =
                    flow.getKey().isEmpty() ? Partitions.of(id, partitions) : queue % partitions;
            this.type = type;
            this.priority = priority;
        }

        boolean open() {
            return status == TaskStatus.READY || underWay();
        }

        boolean underWay() {
            return status == TaskStatus.ASSIGNED || status == TaskStatus.RUNNING;
        }
    }

    final Map<UUID, Row> rows = new LinkedHashMap<>();
    private final int partitions;
    private final Consumer<ReadyTask> ready;
    private final Consumer<TaskChange> changed;
    private final Map<Integer, List<Long>> starts = new HashMap<>();
    int grants;
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

    void create(UUID id, String namespace, String type, int priority, @Nullable Demands demands) {
        Row row = new Row(id, namespace, type, priority, demands, partitions);
        rows.put(id, row);
        ready.accept(record(row));
    }

    ReadyTask record(Row row) {
        ReadyTask.Builder task =
                ReadyTask.newBuilder()
                        .setTaskId(Ids.toBytes(row.id))
                        .setPartition(row.partition)
                        .setNamespace(row.namespace)
                        .setQueue(row.queue)
                        .setType(row.type)
                        .setPriority(row.priority)
                        .setFence(Fence.newBuilder().setEpoch(1).setAttempt(row.attempt));
        return row.demands == null ? task.build() : task.setDemands(row.demands).build();
    }

    private void tell(Row row, int attempt, boolean ended) {
        tell(row, attempt, ended, "");
    }

    private void tell(Row row, int attempt, boolean ended, String errorCode) {
        changed.accept(
                TaskChange.newBuilder()
                        .setTaskId(Ids.toBytes(row.id))
                        .setPartition(row.partition)
                        .setNamespace(row.namespace)
                        .setType(row.type)
                        .setFence(Fence.newBuilder().setEpoch(1).setAttempt(attempt))
                        .setErrorCode(errorCode)
                        .setStatus(row.status)
                        .setAttemptEnded(ended)
                        .setWorkerId(row.workerId)
                        .build());
    }

    void started(UUID id, int attempt, String workerId) {
        Row row = row(id);
        boolean begins = row.status == TaskStatus.READY || row.status == TaskStatus.ASSIGNED;
        if (begins && row.attempt == attempt) {
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

    /** It is tried again at once. */
    void failed(UUID id, int attempt, String workerId) {
        Row row = row(id);
        if (!row.open() || row.attempt != attempt) {
            stale++;
            return;
        }
        row.workerId = workerId;
        again(row);
        tell(row, attempt, true, "handler-failed");
        ready.accept(record(row));
    }

    String type(UUID id) {
        return row(id).type;
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

    /** As the ledger grants: no more of a key than may run, or begin. */
    AssignResult grant(Effect.Assign assign, Flow limits, long nowMs) {
        Row row = row(assign.taskId());
        boolean current = row.attempt == assign.task().getFence().getAttempt();
        if (current
                && row.status == TaskStatus.ASSIGNED
                && row.workerId.equals(assign.workerId())) {
            return verdict(AssignVerdict.ASSIGN_GRANTED);
        }
        if (!current || row.status != TaskStatus.READY) {
            return verdict(AssignVerdict.ASSIGN_STALE);
        }
        if (limits.getConcurrency() > 0 && underWay(row) >= limits.getConcurrency()) {
            return verdict(AssignVerdict.ASSIGN_CONCURRENCY);
        }
        if (limits.getRateLimit() > 0) {
            List<Long> begun = starts.computeIfAbsent(row.queue, any -> new ArrayList<>());
            int first = begun.size() - (int) limits.getRateLimit();
            long free = first < 0 ? 0 : begun.get(first) + limits.getRatePerMs();
            if (free > nowMs) {
                return AssignResult.newBuilder()
                        .setVerdict(AssignVerdict.ASSIGN_RATE)
                        .setRetryAfterMs(free - nowMs)
                        .build();
            }
            begun.add(nowMs);
        }
        row.status = TaskStatus.ASSIGNED;
        row.workerId = assign.workerId();
        grants++;
        return verdict(AssignVerdict.ASSIGN_GRANTED);
    }

    private static AssignResult verdict(AssignVerdict verdict) {
        return AssignResult.newBuilder().setVerdict(verdict).build();
    }

    private long underWay(Row like) {
        return rows.values().stream()
                .filter(row -> row.queue == like.queue && row.underWay())
                .count();
    }

    /** A command has reached a worker: one of a key with limits must have been granted to it. */
    void checkGranted(UUID id, int attempt, String workerId) {
        Row row = row(id);
        boolean current = row.attempt == attempt && row.open();
        boolean limited = row.flow.getConcurrency() > 0 || row.flow.getRateLimit() > 0;
        if (current && limited && !(row.underWay() && row.workerId.equals(workerId))) {
            throw new AssertionError(id + " runs on " + workerId + " and was not granted");
        }
    }

    int partition(UUID id) {
        return row(id).partition;
    }

    record Page(List<ReadyTask> tasks, List<Integer> more, int next) {}

    Page page(Effect.RequestPage ask) {
        Set<UUID> held = new HashSet<>(ask.exclude());
        Set<Rank> waiting = new HashSet<>(ask.waiting());
        TreeMap<Integer, List<Row>> queues = new TreeMap<>();
        for (Row row : rows.values()) {
            if (row.status == TaskStatus.READY
                    && row.partition == ask.partition()
                    && !held.contains(row.id)
                    && !waiting.contains(new Rank(row.priority, row.id))
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
                .filter(Row::underWay)
                .filter(row -> row.partition == partition)
                .map(
                        row ->
                                OpenTask.newBuilder()
                                        .setTask(record(row))
                                        .setWorkerId(row.workerId)
                                        .setStartedAtUs(row.status == TaskStatus.RUNNING ? 1 : 0)
                                        .build())
                .toList();
    }

    long openTasks() {
        return rows.values().stream().filter(Row::open).count();
    }
}
