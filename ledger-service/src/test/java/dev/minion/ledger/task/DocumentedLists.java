package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.tasks.TaskStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The lists of docs/lists.md over made-up tasks, with values that differ each time. */
final class DocumentedLists {

    /** A filter with values drawn anew. */
    interface Filter {
        ListTasksRequest.Builder draw(RandomGenerator random);
    }

    static final List<String> SORTS =
            List.of(
                    "-created_at",
                    "created_at",
                    "-updated_at",
                    "updated_at",
                    "-priority",
                    "priority");

    private static final long DAY_US = 86_400_000_000L;
    private static final long HOUR_US = DAY_US / 24;

    private final long tasks;
    private final long nowUs;
    private final ByteString execution;
    private final Map<String, Filter> filters = new LinkedHashMap<>();

    /**
     * Over so many made-up tasks.
     *
     * @param execution a workflow execution that some of them have
     */
    DocumentedLists(long tasks, long nowUs, ByteString execution) {
        this.tasks = tasks;
        this.nowUs = nowUs;
        this.execution = execution;
        plain();
        statuses();
        values();
        times();
        texts();
        pairs();
    }

    /** By what they are called in the documentation. */
    Map<String, Filter> filters() {
        return filters;
    }

    /** The one that is called so. */
    Filter filter(String name) {
        return Objects.requireNonNull(filters.get(name), name);
    }

    private static ListTasksRequest.Builder list() {
        return ListTasksRequest.newBuilder().setNamespace("default").setLimit(50);
    }

    private static int skewed(RandomGenerator random, int values) {
        double u = random.nextDouble();
        return (int) (values * u * u * u);
    }

    private long ago(RandomGenerator random) {
        return nowUs - random.nextLong(6 * DAY_US);
    }

    private String session(RandomGenerator random) {
        return "session-" + random.nextLong(tasks / 80) * 4;
    }

    private void plain() {
        filters.put("none", random -> list());
        filters.put("none, limit 1000", random -> list().setLimit(1_000));
        filters.put("none, offset 1000", random -> list().setOffset(1_000));
        filters.put("a namespace of few tasks", random -> list().setNamespace("team-59"));
    }

    private void statuses() {
        for (TaskStatus status : TaskStatus.values()) {
            if (status != TaskStatus.UNRECOGNIZED && status.getNumber() > 0) {
                filters.put("status " + status, random -> list().addStatuses(status));
            }
        }
        filters.put(
                "status FAILED or DEAD",
                random -> list().addStatuses(TaskStatus.FAILED).addStatuses(TaskStatus.DEAD));
    }

    private void values() {
        filters.put("type", random -> list().setType("work.kind-" + skewed(random, 200)));
        filters.put("a type of few tasks", random -> list().setType("work.kind-199"));
        filters.put("assigned_to", random -> list().setAssignedTo("worker-" + skewed(random, 400)));
        filters.put("created_by", random -> list().setCreatedBy("user-" + skewed(random, 3_000)));
        filters.put("session_id", random -> list().setSessionId(session(random)));
        filters.put("workflow_execution_id", random -> list().setWorkflowExecutionId(execution));
    }

    private void times() {
        filters.put("created_before", random -> list().setCreatedBeforeUs(ago(random)));
        filters.put("created_after", random -> list().setCreatedAfterUs(ago(random)));
        filters.put("updated_before", random -> list().setUpdatedBeforeUs(ago(random)));
        filters.put("updated_after", random -> list().setUpdatedAfterUs(ago(random)));
    }

    private void texts() {
        filters.put("name, a frequent word", random -> list().setNameContains("INVOICE"));
        filters.put("name, a rare word", random -> list().setNameContains("zeppelin"));
        filters.put(
                "metadata.team", random -> list().putMetadata("team", "t" + skewed(random, 50)));
    }

    private void pairs() {
        filters.put(
                "status FAILED, type",
                random ->
                        list().addStatuses(TaskStatus.FAILED)
                                .setType("work.kind-" + skewed(random, 200)));
        filters.put(
                "session_id, status COMPLETED",
                random -> list().setSessionId(session(random)).addStatuses(TaskStatus.COMPLETED));
        filters.put(
                "created_by, an hour of created",
                random -> {
                    long from = ago(random);
                    return list().setCreatedBy("user-" + skewed(random, 3_000))
                            .setCreatedAfterUs(from)
                            .setCreatedBeforeUs(from + HOUR_US);
                });
    }
}
