package dev.minion.coordinator.submission;

import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.CreatedTask;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.Fence;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.UUID;

/** A task as it is right after its creation: told without reading it back. */
final class FreshTask {

    private FreshTask() {}

    static Task of(Receipt.Accepted accepted) {
        NewTask task = accepted.task();
        CreatedTask created = accepted.created();
        Task.Builder fresh =
                Task.newBuilder()
                        .setId(created.getId())
                        .setNamespace(task.getNamespace())
                        .setName(task.getName())
                        .setDescription(task.getDescription())
                        .setType(task.getType())
                        .setPriority(task.getPriority())
                        .setStatus(created.getStatus())
                        .setCreatedBy(task.getCreatedBy())
                        .setOnDependencyFailure(task.getOnDependencyFailure())
                        .setInput(task.getInput())
                        .setMetadata(task.getMetadata())
                        .setRetry(task.getRetry())
                        .setTimeouts(task.getTimeouts())
                        .setRunAfterUs(task.getRunAfterUs())
                        .setIdempotencyKey(task.getIdempotencyKey())
                        .setParentId(task.getParentId())
                        .setSessionId(task.getSessionId())
                        .setTraceParent(task.getTraceParent())
                        .setProgress(-1)
                        .setCreatedAtUs(created.getCreatedAtUs())
                        .setUpdatedAtUs(created.getCreatedAtUs());
        if (created.getStatus() == TaskStatus.READY) {
            fresh.setFence(Fence.newBuilder().setAttempt(1));
        }
        if (task.hasChildren()) {
            fresh.setChildren(task.getChildren());
        }
        if (task.hasDemands()) {
            fresh.setDemands(task.getDemands());
        }
        for (String dependency : task.getDependenciesList()) {
            UUID id = Ids.parse(dependency);
            if (id != null) {
                fresh.addDependencies(Ids.toBytes(id));
            }
        }
        return fresh.build();
    }
}
