package dev.minion.coordinator.schedule;

import dev.minion.contracts.Ids;
import dev.minion.contracts.TelemetryKeys;
import dev.minion.contracts.Topics;
import dev.minion.contracts.ledger.TaskInput;
import dev.minion.contracts.records.Assignment;
import dev.minion.contracts.records.CancelAttempt;
import dev.minion.contracts.records.Drain;
import dev.minion.contracts.records.ReadyTask;
import dev.minion.contracts.records.WorkerCommand;
import dev.minion.contracts.tasks.Fence;
import dev.minion.coordinator.schedule.core.Effect;
import dev.minion.messaging.CloudEvents;
import dev.minion.messaging.Message;
import java.nio.charset.StandardCharsets;

/** Writes commands to workers, also as records of tasks.assigned. */
final class Commands {

    private final FirstClaims claims;
    private final String coordinatorId;
    private final CloudEvents events =
            new CloudEvents(TelemetryKeys.CE_ASSIGNED, "/minion/coordinator");
    private long number;

    Commands(String coordinatorId, FirstClaims claims) {
        this.coordinatorId = coordinatorId;
        this.claims = claims;
    }

    Outgoing assign(Effect.Assign assign, TaskInput loaded) {
        ReadyTask task = assign.task();
        FirstClaims.Standing claim = claims.fetch(assign.taskId(), task.getFence());
        Assignment.Builder assignment =
                Assignment.newBuilder()
                        .setTaskId(task.getTaskId())
                        .setPartition(task.getPartition())
                        .setNamespace(task.getNamespace())
                        .setType(task.getType())
                        .setFence(task.getFence())
                        .setTimeouts(task.getTimeouts())
                        .setInput(loaded.getInput())
                        .setDependencyOutputs(loaded.getDependencyOutputs())
                        .setDetails(loaded.getDetails())
                        .setTraceParent(task.getTraceParent())
                        .setSlots(task.getDemands().getRouting().getSlots());
        if (claim != FirstClaims.Standing.NONE) {
            assignment.setClaimedBy(claims.holder());
        }
        return new Outgoing(
                assign,
                command(assign.workerId()).setAssignment(assignment).build(),
                claim == FirstClaims.Standing.HELD);
    }

    Message record(Outgoing outgoing) {
        Effect.Assign assign = outgoing.assign();
        Fence fence = assign.task().getFence();
        return message(
                assign.workerPartition(),
                outgoing.command(),
                assign.taskId() + "/" + fence.getEpoch() + "/" + fence.getAttempt(),
                assign.task().getTraceParent());
    }

    Message cancel(Effect.CancelAttempt cancel) {
        CancelAttempt body =
                CancelAttempt.newBuilder()
                        .setTaskId(Ids.toBytes(cancel.taskId()))
                        .setFence(cancel.fence())
                        .setReason(cancel.reason())
                        .build();
        return message(
                cancel.workerPartition(),
                command(cancel.workerId()).setCancel(body).build(),
                nextId("cancel"),
                "");
    }

    Message drain(Effect.DrainWorker drain) {
        return message(
                drain.workerPartition(),
                command(drain.workerId()).setDrain(Drain.getDefaultInstance()).build(),
                nextId("drain"),
                "");
    }

    /** A command for nobody: every worker skips it. */
    Message probe() {
        return message(0, command("").build(), nextId("probe"), "");
    }

    private WorkerCommand.Builder command(String workerId) {
        return WorkerCommand.newBuilder().setWorkerId(workerId).setCoordinatorId(coordinatorId);
    }

    private String nextId(String kind) {
        return coordinatorId + '/' + kind + '/' + ++number;
    }

    private Message message(int partition, WorkerCommand command, String id, String traceParent) {
        return new Message(
                Topics.ASSIGNED,
                partition,
                command.getWorkerId().getBytes(StandardCharsets.UTF_8),
                command.toByteArray(),
                events.headers(id, traceParent));
    }
}
