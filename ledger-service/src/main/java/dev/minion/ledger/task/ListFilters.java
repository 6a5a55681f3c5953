package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the tasks of a list have in common, as clauses; those that cost most stand last. */
final class ListFilters {

    /** Clocks that agree better than that: no task was changed so long before its creation. */
    private static final long CLOCKS_MS = 60_000;

    /** It is dead, and nobody has discarded it since it died. */
    static final String DEAD_LETTER =
            "t.status = 11 and t.discarded_attempt is distinct from t.attempt";

    /** Somebody has to resume it; see {@link dev.minion.ledger.state.RunAfter}. */
    private static final String FOR_NO_TIME = "(t.run_after is null or t.run_after < 'epoch')";

    private final ListTasksRequest request;

    ListFilters(ListTasksRequest request) {
        this.request = request;
    }

    Set<TaskStatus> statuses() {
        if (request.getStatusesCount() == 0 && request.getDeadLetters()) {
            return Set.of(TaskStatus.DEAD);
        }
        if (request.getStatusesCount() == 0 && request.getPaused()) {
            return Set.of(TaskStatus.SCHEDULED);
        }
        if (request.getStatusesCount() == 0 && request.getMarked()) {
            return Set.of(TaskStatus.SCHEDULED, TaskStatus.BLOCKED, TaskStatus.RUNNING);
        }
        return request.getStatusesList().stream()
                .filter(status -> status != TaskStatus.UNRECOGNIZED)
                .collect(Collectors.toSet());
    }

    /** Whether ready tasks are wanted, and no others. */
    boolean readyAlone() {
        return statuses().equals(Set.of(TaskStatus.READY));
    }

    /** All of them. */
    List<Clause> all() {
        List<Clause> clauses = new ArrayList<>();
        clauses.add(Clause.of("t.namespace = ?", request.getNamespace()));
        if (request.getStatusesCount() > 0) {
            Short[] numbers =
                    statuses().stream().map(s -> (short) s.getNumber()).toArray(Short[]::new);
            clauses.add(Clause.of("t.status = any(?::smallint[])", (Object) numbers));
        }
        equal(clauses, "t.type", request.getType());
        equal(clauses, "t.assigned_to", request.getAssignedTo());
        equal(clauses, "t.created_by", request.getCreatedBy());
        equal(clauses, "t.session_id", request.getSessionId());
        equal(clauses, "t.workflow_execution_id", request.getWorkflowExecutionId());
        equal(clauses, "t.parent_id", request.getParentId());
        time(clauses, "t.created_at > ?", request.getCreatedAfterUs());
        time(clauses, "t.created_at < ?", request.getCreatedBeforeUs());
        clauses.addAll(changes());
        if (request.getPaused()) {
            clauses.add(Clause.of("t.status = 2 and " + FOR_NO_TIME));
        }
        if (request.getMarked()) {
            clauses.add(
                    Clause.of(
                            "(t.status in (2, 3, 6) and t.run_after < 'epoch'"
                                    + " or t.status = 2 and t.run_after is null)"));
        }
        if (request.getDeadLetters()) {
            clauses.add(Clause.of(DEAD_LETTER));
        }
        if (!request.getNameContains().isEmpty()) {
            clauses.add(Clause.of("t.name ilike ?", pattern(request.getNameContains())));
        }
        metadata(clauses);
        return clauses;
    }

    private List<Clause> changes() {
        List<Clause> clauses = new ArrayList<>();
        time(clauses, "t.updated_at > ?", request.getUpdatedAfterUs());
        time(clauses, "t.updated_at < ?", request.getUpdatedBeforeUs());
        return clauses;
    }

    /** Bounds of the time of change for an index: no task changed before it was created. */
    List<Clause> changeBounds() {
        List<Clause> clauses = changes();
        if (request.getCreatedAfterUs() > 0) {
            long us = Math.max(1, request.getCreatedAfterUs() - CLOCKS_MS * 1_000);
            time(clauses, "t.updated_at > ?", us);
        }
        return clauses;
    }

    /** Bounds of ids, which are in the order of creation; a change comes after it. */
    List<Clause> ids() {
        List<Clause> clauses = new ArrayList<>();
        if (request.getCreatedAfterUs() > 0) {
            long millis = request.getCreatedAfterUs() / 1_000;
            clauses.add(Clause.of("t.id >= ?", CreationTime.floor(millis)));
        }
        if (request.getCreatedBeforeUs() > 0) {
            long millis = request.getCreatedBeforeUs() / 1_000 + 1;
            clauses.add(Clause.of("t.id < ?", CreationTime.floor(millis)));
        }
        if (request.getUpdatedBeforeUs() > 0) {
            long millis = request.getUpdatedBeforeUs() / 1_000 + CLOCKS_MS;
            clauses.add(Clause.of("t.id < ?", CreationTime.floor(millis)));
        }
        return clauses;
    }

    /** Whether the counts by namespace, type and status tell how many tasks the list has. */
    boolean counted() {
        return request.toBuilder()
                .clearNamespace()
                .clearStatuses()
                .clearType()
                .clearSort()
                .clearLimit()
                .clearOffset()
                .clearCursor()
                .clearCount()
                .build()
                .equals(ListTasksRequest.getDefaultInstance());
    }

    /** The clauses that {@code ledger.task_counts} and its deltas have columns for. */
    List<Clause> ofCounts(String status) {
        List<Clause> clauses = new ArrayList<>();
        clauses.add(Clause.of("namespace = ?", request.getNamespace()));
        equal(clauses, "type", request.getType());
        if (request.getStatusesCount() > 0) {
            Short[] numbers =
                    statuses().stream().map(s -> (short) s.getNumber()).toArray(Short[]::new);
            clauses.add(Clause.of(status + " = any(?::smallint[])", (Object) numbers));
        } else {
            clauses.add(Clause.of(status + " is not null"));
        }
        return clauses;
    }

    private static void equal(List<Clause> clauses, String column, String value) {
        if (!value.isEmpty()) {
            clauses.add(Clause.of(column + " = ?", value));
        }
    }

    private static void equal(List<Clause> clauses, String column, ByteString id) {
        if (!id.isEmpty()) {
            clauses.add(Clause.of(column + " = ?", Ids.fromBytes(id)));
        }
    }

    private static void time(List<Clause> clauses, String comparison, long us) {
        if (us > 0) {
            clauses.add(
                    Clause.of(comparison, Objects.requireNonNull(Timestamps.toColumn(us), "time")));
        }
    }

    /** The value as text covers strings and scalars alike. */
    private void metadata(List<Clause> clauses) {
        request.getMetadataMap()
                .forEach(
                        (key, value) ->
                                clauses.add(
                                        Clause.of(
                                                "t.metadata::jsonb ->> ?::text = ?", key, value)));
    }

    private static String pattern(String part) {
        return '%' + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + '%';
    }
}
