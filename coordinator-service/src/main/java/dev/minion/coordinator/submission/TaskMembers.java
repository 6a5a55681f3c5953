package dev.minion.coordinator.submission;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.retry.RetryMembers;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the members of one task of a body. */
final class TaskMembers {

    private final JsonFields fields;
    private final Faults faults;
    private final int maxPayloadBytes;
    private final NewTask.Builder task = NewTask.newBuilder();
    private final RetryMembers retry;
    private boolean retryGiven;
    private Timeouts timeouts = TaskRules.DEFAULT_TIMEOUTS;

    private TaskMembers(JsonSource source, Faults faults, int maxPayloadBytes) {
        this.fields = new JsonFields(source, faults);
        this.faults = faults;
        this.retry = new RetryMembers(fields, faults, "/retry");
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Consumes the task that the source stands on; what is wrong goes to the faults. */
    static NewTask.Builder read(JsonSource source, Faults faults, int maxPayloadBytes) {
        TaskMembers members = new TaskMembers(source, faults, maxPayloadBytes);
        members.task.setPriority(TaskRules.DEFAULT_PRIORITY);
        boolean anObject = members.fields.object("", members::member);
        return anObject ? members.finish() : members.task;
    }

    private NewTask.Builder finish() {
        if (task.getChildren().equals(ChildrenPolicy.getDefaultInstance())) {
            task.clearChildren();
        }
        if (task.hasDemands() && task.getDemands().equals(Demands.getDefaultInstance())) {
            task.clearDemands();
        }
        task.setRetry(retryGiven ? retry.policy() : TaskRules.DEFAULT_RETRY).setTimeouts(timeouts);
        TaskRules.whole(task, faults);
        return task;
    }

    private boolean member(String name) {
        switch (name) {
            case "name" -> task.setName(fields.text("/name", Limits.NAME_CHARS));
            case "type" -> task.setType(fields.text("/type", Limits.TYPE_CHARS));
            case "input" -> task.setInput(fields.json("/input", maxPayloadBytes));
            case "metadata" ->
                    task.setMetadata(fields.jsonObject("/metadata", Limits.METADATA_BYTES));
            case "priority" ->
                    fields.integer("/priority", TaskRules.MIN_PRIORITY, TaskRules.MAX_PRIORITY)
                            .ifPresent(value -> task.setPriority((int) value));
            case "retry" -> fields.objectOrNull("/retry", this::retryMember);
            case "timeouts" -> fields.objectOrNull("/timeouts", this::timeoutMember);
            default -> {
                return relation(name);
            }
        }
        return true;
    }

    private boolean relation(String name) {
        switch (name) {
            case "ref" -> task.setRef(fields.text("/ref", Limits.LABEL_CHARS));
            case "description" ->
                    task.setDescription(fields.text("/description", Limits.DESCRIPTION_CHARS));
            case "dependencies" ->
                    task.addAllDependencies(
                            fields.texts("/dependencies", Limits.DEPENDENCIES, Limits.LABEL_CHARS));
            case "on_dependency_failure" -> policy();
            case "run_after" -> fields.time("/run_after").ifPresent(task::setRunAfterUs);
            case "created_by" -> task.setCreatedBy(fields.text("/created_by", Limits.LABEL_CHARS));
            case "session_id" -> task.setSessionId(fields.text("/session_id", Limits.LABEL_CHARS));
            case "parent_id" -> parent();
            case "children" -> fields.objectOrNull("/children", this::childrenMember);
            case "routing" ->
                    RoutingMembers.read(fields, faults)
                            .ifPresent(task.getDemandsBuilder()::setRouting);
            case "flow" ->
                    FlowMembers.read(fields, faults).ifPresent(task.getDemandsBuilder()::setFlow);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void policy() {
        String name = fields.text("/on_dependency_failure", Limits.LABEL_CHARS);
        if (!name.isEmpty()) {
            TaskRules.policy(name)
                    .ifPresentOrElse(
                            task::setOnDependencyFailure,
                            () ->
                                    faults.invalid(
                                            "/on_dependency_failure",
                                            "must be fail, skip or ignore"));
        }
    }

    private void parent() {
        String text = fields.text("/parent_id", Limits.LABEL_CHARS);
        if (!text.isEmpty()) {
            TaskRules.parent(task, text, faults);
        }
    }

    private boolean childrenMember(String name) {
        String at = "/children/" + name;
        switch (name) {
            case "on_parent_end" ->
                    choice(at, "leave", "cancel")
                            .ifPresent(task.getChildrenBuilder()::setCancelOnParentEnd);
            case "on_child_failure" ->
                    choice(at, "ignore", "fail")
                            .ifPresent(task.getChildrenBuilder()::setFailOnChildFailure);
            case "on_completion" ->
                    choice(at, "complete", "wait")
                            .ifPresent(task.getChildrenBuilder()::setWaitOnCompletion);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether it is the second of two words; empty where it is neither. */
    private Optional<Boolean> choice(String at, String no, String yes) {
        String word = fields.text(at, Limits.LABEL_CHARS);
        if (!word.isEmpty() && !word.equals(no) && !word.equals(yes)) {
            faults.invalid(at, "must be " + no + " or " + yes);
        }
        return word.isEmpty() ? Optional.empty() : Optional.of(word.equals(yes));
    }

    private boolean retryMember(String name) {
        retryGiven = true;
        return retry.read(name);
    }

    private OptionalLong timeout(String pointer) {
        return fields.duration(pointer, 1, TaskRules.MAX_DURATION_MS);
    }

    private boolean timeoutMember(String name) {
        String at = "/timeouts/" + name;
        Timeouts.Builder builder = timeouts.toBuilder();
        switch (name) {
            case "queue" -> timeout(at).ifPresent(builder::setQueueMs);
            case "run" -> timeout(at).ifPresent(builder::setRunMs);
            case "heartbeat" -> timeout(at).ifPresent(builder::setHeartbeatMs);
            default -> {
                return false;
            }
        }
        timeouts = builder.build();
        return true;
    }
}
