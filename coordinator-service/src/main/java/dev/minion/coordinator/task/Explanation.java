package dev.minion.coordinator.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.minion.contracts.ledger.ExplainTaskResponse;
import dev.minion.contracts.ledger.Pause;
import dev.minion.contracts.ledger.PauseScope;
import dev.minion.contracts.ledger.PauseTarget;
import dev.minion.contracts.ledger.TaskQueue;
import dev.minion.contracts.ledger.UnmetDependency;
import dev.minion.contracts.tasks.Task;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;
import dev.minion.coordinator.schedule.Placement;
import dev.minion.coordinator.schedule.Placement.Capability;
import dev.minion.coordinator.schedule.Placement.Place;
import dev.minion.coordinator.schedule.RoutingFit;
import java.util.List;
import java.util.Optional;

/**
 * Why a task waits: pure, from what the ledger and the scheduler know.
 *
 * @param facts the ledger's answer
 * @param place where this coordinator's scheduler has it
 * @param capability who could run its type
 * @param fit who of them could run it, where it has routing
 * @param pause what is paused, so that it is not sent
 */
record Explanation(
        ExplainTaskResponse facts,
        Optional<Place> place,
        Capability capability,
        Optional<RoutingFit> fit,
        Optional<Pause> pause) {

    private static final String NOTHING = "nothing";
    private static final String WORKER = "worker";

    JsonOut document() {
        Task task = facts.getTask();
        JsonOut out = new JsonOut(512).object();
        switch (task.getStatus()) {
            case BLOCKED -> blocked(out, task);
            case SCHEDULED -> scheduled(out, task);
            case PENDING -> begin(out, NOTHING, task, "it is being admitted");
            case READY, ASSIGNED -> ready(out, task);
            case RUNNING -> running(out, task);
            default ->
                    begin(out, NOTHING, task, "it is " + Statuses.text(task.getStatus()))
                            .time("completed_at", task.getCompletedAtUs());
        }
        return out.endObject().endObject();
    }

    private void blocked(JsonOut out, Task task) {
        if (facts.getUnmetTotal() == 0 && task.getChildren().getWaitOnCompletion()) {
            children(out, task);
            return;
        }
        if (facts.getUnmetTotal() == 0) {
            begin(out, NOTHING, task, "its dependencies are met; it is being released");
            return;
        }
        String dependencies =
                "it waits for %d of its dependencies".formatted(facts.getUnmetTotal());
        String message =
                task.getHeld()
                        ? "%s; %s: then it waits to be resumed".formatted(dependencies, byHand())
                        : dependencies;
        pauseReason(begin(out, "dependency", task, message))
                .number("unmet_count", facts.getUnmetTotal())
                .array("unmet");
        others(out, facts.getUnmetList());
    }

    private void children(JsonOut out, Task task) {
        int open = facts.getOpenChildrenTotal();
        begin(
                        out,
                        "children",
                        task,
                        open == 0
                                ? "its handler and its children are done; it is being completed"
                                : "its handler is done; it waits for %d of its children"
                                        .formatted(open))
                .number("open_children_count", open)
                .array("open_children");
        others(out, facts.getOpenChildrenList());
    }

    private static void others(JsonOut out, List<UnmetDependency> others) {
        for (UnmetDependency other : others) {
            out.object()
                    .uuid("id", other.getId())
                    .text("name", other.getName())
                    .text("status", Statuses.text(other.getStatus()))
                    .endObject();
        }
        out.endArray();
    }

    private void scheduled(JsonOut out, Task task) {
        if (task.getHeld()) {
            pauseReason(begin(out, "resume", task, byHand() + ": it waits to be resumed"))
                    .time("run_after", task.getRunAfterUs());
            return;
        }
        if (task.getPaused()) {
            begin(out, "resume", task, "its retries have run out: it waits to be resumed")
                    .text("error_code", task.getError().getCode());
            return;
        }
        boolean retry = task.getFailures() + task.getCrashes() > 0;
        begin(out, "schedule", task, retry ? "it waits for its next attempt" : "it is not due yet")
                .time("run_after", task.getRunAfterUs());
    }

    private void running(JsonOut out, Task task) {
        String runs = "it runs on worker " + task.getAssignedTo();
        String message =
                task.getHeld()
                        ? "%s; %s: it is not tried again until it is resumed"
                                .formatted(runs, byHand())
                        : runs;
        pauseReason(begin(out, NOTHING, task, message))
                .text("worker_id", task.getAssignedTo())
                .time("started_at", task.getStartedAtUs());
    }

    private String byHand() {
        return facts.getPauseReason().isEmpty()
                ? "it is paused by hand"
                : "it is paused by hand (" + facts.getPauseReason() + ")";
    }

    /** Why somebody paused it, where somebody did. */
    @CanIgnoreReturnValue
    private JsonOut pauseReason(JsonOut out) {
        return out.textIfAny("pause_reason", facts.getPauseReason());
    }

    private void ready(JsonOut out, Task task) {
        if (place.isPresent() && place.get().state() == Placement.State.ASSIGNED) {
            sent(out, task, place.get());
        } else if (pause.isPresent()) {
            paused(out, task, pause.get());
        } else if (isFull(facts.getQueue())) {
            limited(out, task, "concurrency", "as many tasks of its key run as may");
        } else if (facts.getQueue().getRateRetryAfterMs() > 0) {
            limited(out, task, "rate", "as many tasks of its key have begun as may");
        } else if (capability.workers() == 0) {
            begin(out, WORKER, task, "no living worker runs tasks of type " + task.getType())
                    .number("capable_workers", 0);
        } else if (fit.isPresent() && fit.get().fitting() == 0) {
            unmet(out, task, fit.get());
        } else if (heldBack() > 0) {
            heldBack(out, task);
        } else if (capability.freeSlots() == 0 || (fit.isPresent() && fit.get().free() == 0)) {
            full(out, task);
        } else {
            queued(out, task);
        }
    }

    private static void paused(JsonOut out, Task task, Pause pause) {
        PauseTarget target = pause.getTarget();
        String scope = scope(target);
        begin(
                        out,
                        "paused",
                        task,
                        target.getScope() == PauseScope.PAUSE_EVERYTHING
                                ? "everything is paused"
                                : "its " + scope + " is paused")
                .object("pause")
                .uuid("id", pause.getId())
                .object("target")
                .text("scope", scope);
        member(out, "namespace", target.getNamespace());
        member(out, "type", target.getType());
        member(out, "key", target.getKey());
        out.endObject()
                .text("reason", pause.getReason().isEmpty() ? null : pause.getReason())
                .time("since", pause.getBeganAtUs())
                .time("until", pause.getUntilUs())
                .endObject();
    }

    private static String scope(PauseTarget target) {
        return switch (target.getScope()) {
            case PAUSE_NAMESPACE -> "namespace";
            case PAUSE_TYPE -> "type";
            case PAUSE_KEY -> "key";
            default -> "everything";
        };
    }

    private static void member(JsonOut out, String name, String value) {
        if (!value.isEmpty()) {
            out.text(name, value);
        }
    }

    /** How many workers have slots for it and do not get it; 0 where one gets it. */
    private int heldBack() {
        return fit.map(fitting -> fitting.free() == 0 ? fitting.heldBack() : 0)
                .orElse(capability.freeSlots() == 0 ? capability.heldBack() : 0);
    }

    private void heldBack(JsonOut out, Task task) {
        begin(
                        out,
                        WORKER,
                        task,
                        "the breaker of every free worker that could run it is open: they have"
                                + " failed at tasks of type "
                                + task.getType())
                .number("capable_workers", capability.workers())
                .number("held_back_workers", heldBack());
        place.ifPresent(held -> out.number("ahead", held.ahead()));
    }

    private static boolean isFull(TaskQueue queue) {
        int limit = queue.getFlow().getConcurrency();
        return limit > 0 && queue.getRunning() >= limit;
    }

    private void limited(JsonOut out, Task task, String waitingFor, String message) {
        TaskQueue queue = facts.getQueue();
        begin(out, waitingFor, task, message);
        var ignored = DemandsJson.flow(out.object("flow"), queue.getFlow()).endObject();
        out.number("running", queue.getRunning());
        if (queue.getRateRetryAfterMs() > 0) {
            out.text("retry_after", Durations.format(queue.getRateRetryAfterMs()));
        }
        place.ifPresent(held -> out.number("ahead", held.ahead()));
    }

    private static void sent(JsonOut out, Task task, Place place) {
        begin(out, WORKER, task, "it was sent to a worker that has not started it yet")
                .text("worker_id", place.workerId());
    }

    private void unmet(JsonOut out, Task task, RoutingFit fit) {
        String message =
                fit.unmet().isEmpty()
                        ? "no living worker that runs its type gives all that it asks for"
                        : "no living worker that runs its type gives what it asks for: "
                                + fit.unmet();
        begin(out, WORKER, task, message)
                .number("capable_workers", capability.workers())
                .number("fitting_workers", 0)
                .text("unmet_requirement", fit.unmet().isEmpty() ? null : fit.unmet());
        place.ifPresent(held -> out.number("ahead", held.ahead()));
    }

    private void full(JsonOut out, Task task) {
        begin(
                        out,
                        WORKER,
                        task,
                        fit.isEmpty()
                                ? "all workers that can run it are full"
                                : "no worker that it may go to has the slots for it")
                .number("capable_workers", capability.workers());
        fit.ifPresent(fitting -> out.number("fitting_workers", fitting.fitting()));
        out.number("free_slots", capability.freeSlots());
        place.ifPresent(held -> out.number("ahead", held.ahead()));
    }

    private void queued(JsonOut out, Task task) {
        if (place.isEmpty()) {
            begin(
                    out,
                    "priority",
                    task,
                    "it is outside this coordinator's window: others of its partition go first, or"
                            + " another coordinator has the partition");
        } else if (place.get().ahead() > 0) {
            begin(
                            out,
                            "priority",
                            task,
                            "%d tasks of its partition go first".formatted(place.get().ahead()))
                    .number("ahead", place.get().ahead());
        } else {
            begin(out, NOTHING, task, "it is the next to be sent to a worker").number("ahead", 0);
        }
    }

    @CanIgnoreReturnValue
    private static JsonOut begin(JsonOut out, String waitingFor, Task task, String message) {
        return out.text("waiting_for", waitingFor)
                .object("detail")
                .text("message", message)
                .text("status", Statuses.text(task.getStatus()))
                .text("type", task.getType())
                .number("priority", task.getPriority())
                .number("attempt", task.getFence().getAttempt());
    }
}
