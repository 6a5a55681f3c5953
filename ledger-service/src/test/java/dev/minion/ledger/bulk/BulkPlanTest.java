package dev.minion.ledger.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.contracts.tasks.Problem;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BulkPlanTest {

    private static final long NOW = 1_800_000_000_000_000L;

    private static StartBulkJobRequest.Builder job(BulkAction action) {
        return StartBulkJobRequest.newBuilder()
                .setAction(action)
                .setFilter(ListTasksRequest.newBuilder().setNamespace("n").setType("t"));
    }

    private static String refusal(StartBulkJobRequest.Builder job) {
        Problem problem = Objects.requireNonNull(BulkPlan.refuse(job.build()), "a refusal");
        return problem.getCode() + problem.getErrors(0).getPointer();
    }

    @Test
    void aFilterThatLeavesNothingOutIsRefusedUnlessItIsMeant() {
        StartBulkJobRequest.Builder cancel = job(BulkAction.BULK_CANCEL);
        ListTasksRequest.Builder everything = ListTasksRequest.newBuilder().setNamespace("n");
        assertThat(refusal(cancel.setFilter(everything))).isEqualTo("filter-required/filter");

        for (TaskStatus status : TaskStatus.values()) {
            if (status != TaskStatus.UNRECOGNIZED && status.getNumber() > 0) {
                everything.addStatuses(status);
            }
        }
        assertThat(refusal(cancel.setFilter(everything)))
                .as("all statuses are everything as well")
                .isEqualTo("filter-required/filter");
        assertThat(BulkPlan.refuse(cancel.setAll(true).build())).isNull();
        assertThat(refusal(job(BulkAction.BULK_CANCEL).setAll(true)))
                .isEqualTo("validation-failed/all");
    }

    @Test
    void whatIsOutOfBoundsIsRefusedWithItsPlace() {
        assertThat(refusal(job(BulkAction.BULK_ACTION_UNSPECIFIED)))
                .isEqualTo("validation-failed/action");
        assertThat(refusal(job(BulkAction.BULK_CANCEL).setRate(-1)))
                .isEqualTo("validation-failed/rate");
        assertThat(refusal(job(BulkAction.BULK_CANCEL).setRate(5_001)))
                .isEqualTo("validation-failed/rate");
        assertThat(refusal(job(BulkAction.BULK_REPRIORITISE)))
                .isEqualTo("validation-failed/priority");
        assertThat(refusal(job(BulkAction.BULK_CANCEL).setPriority(3)))
                .isEqualTo("validation-failed/priority");
        assertThat(BulkPlan.refuse(job(BulkAction.BULK_REPRIORITISE).setPriority(3).build()))
                .isNull();
    }

    @Test
    void aJobIsForTheTasksThatWereThereAndThatItsActionIsFor() {
        ListTasksRequest retry = BulkPlan.filter(job(BulkAction.BULK_RETRY).build(), NOW);
        assertThat(retry.getStatusesList())
                .containsExactly(TaskStatus.FAILED, TaskStatus.TIMED_OUT, TaskStatus.DEAD);
        assertThat(retry.getCreatedBeforeUs()).isEqualTo(NOW);
        assertThat(retry.getSort()).isEqualTo("created_at");
        assertThat(BulkPlan.filter(job(BulkAction.BULK_REPLAY).build(), NOW).getDeadLetters())
                .isTrue();
        assertThat(BulkPlan.filter(job(BulkAction.BULK_RESUME).build(), NOW).getMarked()).isTrue();
        assertThat(BulkPlan.filter(job(BulkAction.BULK_PAUSE).build(), NOW).getStatusesList())
                .contains(TaskStatus.RUNNING, TaskStatus.BLOCKED)
                .doesNotContain(TaskStatus.COMPLETED, TaskStatus.DEAD);
        assertThat(BulkPlan.filter(job(BulkAction.BULK_CANCEL).build(), NOW).getStatusesList())
                .contains(TaskStatus.RUNNING, TaskStatus.READY)
                .doesNotContain(TaskStatus.COMPLETED, TaskStatus.DEAD);

        StartBulkJobRequest.Builder given = job(BulkAction.BULK_RETRY);
        given.getFilterBuilder().addStatuses(TaskStatus.CANCELLED).setCreatedBeforeUs(5);
        assertThat(BulkPlan.filter(given.build(), NOW).getStatusesList())
                .containsExactly(TaskStatus.CANCELLED);
        assertThat(BulkPlan.filter(given.build(), NOW).getCreatedBeforeUs()).isEqualTo(5);
    }

    @Test
    void aPageIsAFifthOfASecondAtItsPace() {
        assertThat(BulkPlan.page(1, 200)).isEqualTo(1);
        assertThat(BulkPlan.page(50, 200)).isEqualTo(10);
        assertThat(BulkPlan.page(5_000, 200)).isEqualTo(200);
        assertThat(BulkPlan.rate(job(BulkAction.BULK_CANCEL).build())).isEqualTo(200);
    }
}
