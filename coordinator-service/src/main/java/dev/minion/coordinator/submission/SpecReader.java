package dev.minion.coordinator.submission;

import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import dev.minion.contracts.FailureCode;
import dev.minion.contracts.Limits;
import dev.minion.contracts.api.TaskSpec;
import dev.minion.contracts.ledger.NewTask;
import dev.minion.contracts.tasks.ChildrenPolicy;
import dev.minion.contracts.tasks.DependencyPolicy;
import dev.minion.contracts.tasks.RetryPolicy;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.Timeouts;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.json.MalformedJsonException;
import dev.minion.coordinator.json.TextRules;
import dev.minion.coordinator.problem.Problem;

/** Holds tasks that came over gRPC against the rules of REST. Unset numbers take the defaults. */
final class SpecReader {

    private final int maxPayloadBytes;

    SpecReader(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    Draft read(TaskSpec spec, int item) {
        Faults faults = new Faults("/tasks/" + item);
        NewTask.Builder task = NewTask.newBuilder().setPriority(priority(spec, faults));
        texts(spec, task, faults);
        task.setInput(json(spec.getInput(), "/input", maxPayloadBytes, false, faults))
                .setMetadata(
                        json(spec.getMetadata(), "/metadata", Limits.METADATA_BYTES, true, faults));
        relations(spec, task, faults);
        task.setRetry(retry(spec, faults)).setTimeouts(timeouts(spec, faults));
        demands(spec, task, faults);
        TaskRules.whole(task, faults);
        return faults.none() ? new Draft.Sound(task) : new Draft.Faulty(Problem.of(faults));
    }

    private static int priority(TaskSpec spec, Faults faults) {
        int priority = spec.hasPriority() ? spec.getPriority() : TaskRules.DEFAULT_PRIORITY;
        within("/priority", priority, TaskRules.MIN_PRIORITY, TaskRules.MAX_PRIORITY, faults);
        return priority;
    }

    private static void texts(TaskSpec spec, NewTask.Builder task, Faults faults) {
        task.setRef(text("/ref", spec.getRef(), Limits.LABEL_CHARS, faults))
                .setName(text("/name", spec.getName(), Limits.NAME_CHARS, faults))
                .setType(text("/type", spec.getType(), Limits.TYPE_CHARS, faults))
                .setDescription(
                        text(
                                "/description",
                                spec.getDescription(),
                                Limits.DESCRIPTION_CHARS,
                                faults))
                .setCreatedBy(text("/created_by", spec.getCreatedBy(), Limits.LABEL_CHARS, faults))
                .setSessionId(text("/session_id", spec.getSessionId(), Limits.LABEL_CHARS, faults));
    }

    private static void relations(TaskSpec spec, NewTask.Builder task, Faults faults) {
        if (spec.getDependenciesCount() > Limits.DEPENDENCIES) {
            faults.invalid("/dependencies", "has more items than " + Limits.DEPENDENCIES);
        }
        for (int i = 0; i < spec.getDependenciesCount() && i < Limits.DEPENDENCIES; i++) {
            String dependency = spec.getDependencies(i);
            TextRules.breach(dependency, Limits.LABEL_CHARS)
                    .ifPresent(breach -> faults.invalid("/dependencies", breach));
            task.addDependencies(dependency);
        }
        if (spec.getOnDependencyFailure() == DependencyPolicy.UNRECOGNIZED) {
            faults.invalid("/on_dependency_failure", "must be fail, skip or ignore");
        } else {
            task.setOnDependencyFailure(spec.getOnDependencyFailure());
        }
        if (!spec.getParentId().isEmpty()) {
            TaskRules.parent(task, spec.getParentId(), faults);
        }
        if (!spec.getChildren().equals(ChildrenPolicy.getDefaultInstance())) {
            task.setChildren(spec.getChildren());
        }
        if (spec.getRunAfterUs() < 0) {
            faults.invalid("/run_after", "must not be negative");
        }
        task.setRunAfterUs(spec.getRunAfterUs());
    }

    private static void demands(TaskSpec spec, NewTask.Builder task, Faults faults) {
        if (spec.getDemands().hasRouting()) {
            RoutingRules.whole(spec.getDemands().getRouting(), faults);
            if (!spec.getDemands().getRouting().equals(Routing.getDefaultInstance())) {
                task.getDemandsBuilder().setRouting(spec.getDemands().getRouting());
            }
        }
        if (spec.getDemands().hasFlow()) {
            FlowDeclaration.check(spec.getDemands().getFlow(), faults);
            task.getDemandsBuilder().setFlow(spec.getDemands().getFlow());
        }
    }

    private static RetryPolicy retry(TaskSpec spec, Faults faults) {
        if (!spec.hasRetry()) {
            return TaskRules.DEFAULT_RETRY;
        }
        RetryPolicy given = spec.getRetry();
        RetryPolicy.Builder retry = TaskRules.DEFAULT_RETRY.toBuilder();
        // In proto3 zero is unset, except where zero is what a client may well mean.
        if (given.getMaxAttempts() != 0) {
            retry.setMaxAttempts(given.getMaxAttempts());
        }
        if (given.getBackoff() != 0) {
            retry.setBackoff(given.getBackoff());
        }
        retry.setInitialDelayMs(given.getInitialDelayMs())
                .setMaxDelayMs(
                        given.getMaxDelayMs() == 0
                                ? Math.max(given.getInitialDelayMs(), retry.getMaxDelayMs())
                                : given.getMaxDelayMs())
                .setJitter(given.getJitter())
                .setPauseWhenExhausted(given.getPauseWhenExhausted())
                .addAllNonRetryable(given.getNonRetryableList());
        within("/retry/max_attempts", retry.getMaxAttempts(), 1, Limits.MAX_ATTEMPTS, faults);
        duration("/retry/initial_delay", retry.getInitialDelayMs(), faults);
        duration("/retry/max_delay", retry.getMaxDelayMs(), faults);
        within("/retry/backoff", retry.getBackoff(), 1, TaskRules.MAX_BACKOFF, faults);
        within("/retry/jitter", retry.getJitter(), 0, 1, faults);
        within(
                "/retry/non_retryable",
                retry.getNonRetryableCount(),
                0,
                TaskRules.NON_RETRYABLE,
                faults);
        for (String code : given.getNonRetryableList()) {
            TextRules.breach(code, TaskRules.ERROR_CODE_CHARS)
                    .ifPresent(breach -> faults.invalid("/retry/non_retryable", breach));
        }
        return retry.build();
    }

    private static Timeouts timeouts(TaskSpec spec, Faults faults) {
        Timeouts given = spec.getTimeouts();
        duration("/timeouts/queue", given.getQueueMs(), faults);
        duration("/timeouts/run", given.getRunMs(), faults);
        duration("/timeouts/heartbeat", given.getHeartbeatMs(), faults);
        return given.getRunMs() == 0
                ? given.toBuilder().setRunMs(TaskRules.DEFAULT_TIMEOUTS.getRunMs()).build()
                : given;
    }

    private static void duration(String pointer, long millis, Faults faults) {
        within(pointer, (double) millis, 0, TaskRules.MAX_DURATION_MS, faults);
    }

    private static void within(
            String pointer, double value, double min, double max, Faults faults) {
        if (!(value >= min && value <= max)) {
            faults.invalid(pointer, "must be between %.0f and %.0f".formatted(min, max));
        }
    }

    private static String text(String pointer, String text, int maxChars, Faults faults) {
        if (!text.isEmpty()) {
            TextRules.breach(text, maxChars).ifPresent(breach -> faults.invalid(pointer, breach));
        }
        return text;
    }

    private static ByteString json(
            ByteString json, String pointer, int maxBytes, boolean object, Faults faults) {
        if (json.isEmpty()) {
            return json;
        }
        if (json.size() > maxBytes) {
            faults.add(
                    FailureCode.PAYLOAD_TOO_LARGE,
                    pointer,
                    "has %d bytes, more than %d".formatted(json.size(), maxBytes));
            return ByteString.EMPTY;
        }
        try {
            JsonSource source = new JsonSource(json.toByteArray());
            if (object && source.token() != JsonToken.START_OBJECT) {
                faults.invalid(pointer, "must be an object");
                return ByteString.EMPTY;
            }
            ByteString raw = source.raw(faults, pointer);
            source.end();
            return raw;
        } catch (MalformedJsonException e) {
            faults.add(FailureCode.MALFORMED_JSON, pointer, String.valueOf(e.getMessage()));
            return ByteString.EMPTY;
        }
    }
}
