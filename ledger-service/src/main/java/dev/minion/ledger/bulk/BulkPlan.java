package dev.minion.ledger.bulk;

import dev.minion.contracts.FailureCode;
import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.tasks.FieldError;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request for a job means: refused, or which tasks at which pace. */
final class BulkPlan {

    static final int RATE = 200;
    static final int HIGHEST_RATE = 5_000;

    private static final Set<TaskStatus> OPEN =
            EnumSet.range(TaskStatus.PENDING, TaskStatus.RUNNING);

    /** What a retry is for: a task that somebody cancelled has to be asked for by its status. */
    private static final Set<TaskStatus> FAILED =
            EnumSet.of(TaskStatus.FAILED, TaskStatus.TIMED_OUT, TaskStatus.DEAD);

    private BulkPlan() {}

    /** Why the request is refused, or null. */
    static @Nullable Problem refuse(StartBulkJobRequest request) {
        BulkAction action = request.getAction();
        if (action == BulkAction.BULK_ACTION_UNSPECIFIED || action == BulkAction.UNRECOGNIZED) {
            return invalid("/action", "must be one of those there are");
        }
        if (request.getRate() < 0 || request.getRate() > HIGHEST_RATE) {
            return invalid("/rate", "must be between 1 and " + HIGHEST_RATE);
        }
        boolean prioritises = action == BulkAction.BULK_REPRIORITISE;
        if (prioritises && (request.getPriority() < 1 || request.getPriority() > 10)) {
            return invalid("/priority", "must be between 1 and 10");
        }
        if (!prioritises && request.getPriority() != 0) {
            return invalid("/priority", "is only for reprioritise");
        }
        return refuseFilter(request);
    }

    private static @Nullable Problem refuseFilter(StartBulkJobRequest request) {
        boolean everything = leavesNothingOut(request.getFilter());
        if (everything && !request.getAll()) {
            return Problem.newBuilder()
                    .setCode(FailureCode.FILTER_REQUIRED.code())
                    .setDetail(
                            "the filter leaves nothing out: narrow it, or say \"all\": true to mean"
                                    + " every task of the namespace that the action is for")
                    .addErrors(
                            FieldError.newBuilder()
                                    .setPointer("/filter")
                                    .setDetail("leaves nothing out"))
                    .build();
        }
        return !everything && request.getAll()
                ? invalid("/all", "is not for a filter that leaves something out")
                : null;
    }

    /** Whether all tasks of the namespace fit. */
    static boolean leavesNothingOut(ListTasksRequest filter) {
        ListTasksRequest.Builder narrowing =
                filter.toBuilder()
                        .clearNamespace()
                        .clearSort()
                        .clearLimit()
                        .clearOffset()
                        .clearCursor()
                        .clearCount();
        Set<TaskStatus> all = EnumSet.range(TaskStatus.PENDING, TaskStatus.DEAD);
        if (EnumSet.copyOf(with(filter.getStatusesList())).containsAll(all)) {
            narrowing.clearStatuses();
        }
        return narrowing.build().equals(ListTasksRequest.getDefaultInstance());
    }

    private static Set<TaskStatus> with(Iterable<TaskStatus> statuses) {
        Set<TaskStatus> set = EnumSet.of(TaskStatus.TASK_STATUS_UNSPECIFIED);
        statuses.forEach(set::add);
        return set;
    }

    /**
     * Which tasks: those of the filter that the action is for, and that were there at the time.
     *
     * @param nowUs microseconds since 1970
     */
    static ListTasksRequest filter(StartBulkJobRequest request, long nowUs) {
        ListTasksRequest given = request.getFilter();
        long before =
                given.getCreatedBeforeUs() == 0
                        ? nowUs
                        : Math.min(given.getCreatedBeforeUs(), nowUs);
        ListTasksRequest.Builder filter =
                given.toBuilder()
                        .clearLimit()
                        .clearOffset()
                        .clearCursor()
                        .clearCount()
                        .setSort("created_at")
                        .setCreatedBeforeUs(before);
        switch (request.getAction()) {
            case BULK_REPLAY, BULK_DISCARD -> filter.setDeadLetters(true);
            case BULK_RESUME -> filter.setMarked(true);
            case BULK_RETRY -> unlessGiven(filter, FAILED);
            case BULK_CANCEL, BULK_REPRIORITISE, BULK_PAUSE -> unlessGiven(filter, OPEN);
            case BULK_ACTION_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("no such action");
        }
        return filter.build();
    }

    private static void unlessGiven(ListTasksRequest.Builder filter, Set<TaskStatus> statuses) {
        if (filter.getStatusesCount() == 0) {
            filter.addAllStatuses(statuses);
        }
    }

    /** Tasks a second. */
    static int rate(StartBulkJobRequest request) {
        return request.getRate() == 0 ? RATE : request.getRate();
    }

    /** Tasks of one page: a fifth of a second's, so that the pace is even. */
    static int page(int rate, int most) {
        return Math.clamp(rate / 5, 1, most);
    }

    private static Problem invalid(String pointer, String detail) {
        return Problem.newBuilder()
                .setCode(FailureCode.VALIDATION.code())
                .setDetail(pointer + ' ' + detail)
                .addErrors(FieldError.newBuilder().setPointer(pointer).setDetail(detail))
                .build();
    }
}
