package dev.minion.coordinator.schedule;

import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.ledger.TaskResult;
import io.smallrye.mutiny.Uni;

/** What the scheduler asks of the ledger. A failure means that the outcome is unknown. */
interface SchedulerLedger {

    Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request);

    Uni<OpenTasksResponse> openTasks(OpenTasksRequest request);

    Uni<GetInputsResponse> inputs(GetInputsRequest request);

    Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request);

    Uni<AssignTasksResponse> assignTasks(AssignTasksRequest request);

    Uni<TaskResult> cancelTask(CancelTaskRequest request);
}
