package dev.minion.coordinator.schedule;

import dev.minion.contracts.ledger.AssignTasksRequest;
import dev.minion.contracts.ledger.AssignTasksResponse;
import dev.minion.contracts.ledger.CancelTaskRequest;
import dev.minion.contracts.ledger.GetInputsRequest;
import dev.minion.contracts.ledger.GetInputsResponse;
import dev.minion.contracts.ledger.Ledger;
import dev.minion.contracts.ledger.OpenTasksRequest;
import dev.minion.contracts.ledger.OpenTasksResponse;
import dev.minion.contracts.ledger.ReadyTasksRequest;
import dev.minion.contracts.ledger.ReadyTasksResponse;
import dev.minion.contracts.ledger.ReleaseTasksRequest;
import dev.minion.contracts.ledger.ReleaseTasksResponse;
import dev.minion.contracts.ledger.TaskResult;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Asks the ledger service; each call has a time limit, and the scheduler itself tries again. */
@ApplicationScoped
class GrpcSchedulerLedger implements SchedulerLedger {

    private final Ledger ledger;
    private final Duration timeout;

    GrpcSchedulerLedger(@GrpcClient("ledger") Ledger ledger, SchedulingSettings settings) {
        this.ledger = ledger;
        this.timeout = settings.ledgerTimeout();
    }

    @Override
    public Uni<ReadyTasksResponse> readyTasks(ReadyTasksRequest request) {
        return limited(ledger.readyTasks(request));
    }

    @Override
    public Uni<OpenTasksResponse> openTasks(OpenTasksRequest request) {
        return limited(ledger.openTasks(request));
    }

    @Override
    public Uni<GetInputsResponse> inputs(GetInputsRequest request) {
        return limited(ledger.getInputs(request));
    }

    @Override
    public Uni<ReleaseTasksResponse> releaseTasks(ReleaseTasksRequest request) {
        return limited(ledger.releaseTasks(request));
    }

    @Override
    public Uni<AssignTasksResponse> assignTasks(AssignTasksRequest request) {
        return limited(ledger.assignTasks(request));
    }

    @Override
    public Uni<TaskResult> cancelTask(CancelTaskRequest request) {
        return limited(ledger.cancelTask(request));
    }

    private <T> Uni<T> limited(Uni<T> call) {
        return call.ifNoItem().after(timeout).fail();
    }
}
