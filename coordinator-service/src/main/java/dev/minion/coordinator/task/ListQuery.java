package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.coordinator.http.QueryParameters;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The query of a list of tasks. */
final class ListQuery {

    private static final String METADATA = "metadata.";
    private static final String PARENT = "parent_id";
    private static final int MAX_METADATA = 10;
    private static final long MAX_OFFSET = 1_000_000;

    private static final Set<String> SORTS =
            Set.of(
                    "created_at",
                    "-created_at",
                    "updated_at",
                    "-updated_at",
                    "priority",
                    "-priority");

    private static final Set<String> KNOWN =
            Set.of(
                    "status",
                    "type",
                    "assigned_to",
                    "created_by",
                    "session_id",
                    "workflow_execution_id",
                    PARENT,
                    "created_after",
                    "created_before",
                    "updated_after",
                    "updated_before",
                    "name",
                    METADATA,
                    "paused",
                    "sort",
                    "limit",
                    "offset",
                    "cursor",
                    "count");

    /** What a list of dead letters cannot be filtered by. */
    private static final Set<String> STATES = Set.of("status", "paused");

    private static final Set<String> PAGES = Set.of("sort", "offset", "cursor", "count");

    private ListQuery() {}

    /**
     * The ledger's request for it.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ListTasksRequest parse(RoutingContext request, String namespace) {
        return parse(QueryParameters.of(request, KNOWN), namespace);
    }

    private static ListTasksRequest parse(QueryParameters query, String namespace) {
        ListTasksRequest.Builder list = ListTasksRequest.newBuilder().setNamespace(namespace);
        filters(query, list);
        times(query, list);
        page(query, list);
        return list.build();
    }

    /**
     * The same for the children of a task.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ListTasksRequest parse(RoutingContext request, String namespace, UUID parent) {
        ListTasksRequest list = parse(request, namespace);
        if (!list.getParentId().isEmpty()) {
            throw QueryParameters.bad(PARENT, "is not a parameter of this path");
        }
        return list.toBuilder().setParentId(Ids.toBytes(parent)).build();
    }

    /**
     * The same for dead letters.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ListTasksRequest deadLetters(RoutingContext request, String namespace) {
        return parse(QueryParameters.of(request, without(STATES)), namespace).toBuilder()
                .setDeadLetters(true)
                .build();
    }

    /**
     * The same for groups of them, which have no order and no pages.
     *
     * @throws dev.minion.coordinator.problem.ProblemException bad-parameter, naming it
     */
    static ListTasksRequest deadLetterGroups(RoutingContext request, String namespace) {
        Set<String> known = without(STATES);
        known.removeAll(PAGES);
        return parse(QueryParameters.of(request, known), namespace).toBuilder()
                .setDeadLetters(true)
                .build();
    }

    private static Set<String> without(Set<String> unknown) {
        Set<String> known = new HashSet<>(KNOWN);
        known.removeAll(unknown);
        return known;
    }

    private static void filters(QueryParameters query, ListTasksRequest.Builder list) {
        for (String status : query.texts("status")) {
            list.addStatuses(
                    Statuses.parse(status)
                            .orElseThrow(
                                    () ->
                                            QueryParameters.bad(
                                                    "status", "must be one of " + Statuses.all())));
        }
        list.setType(query.textOrEmpty("type"))
                .setAssignedTo(query.textOrEmpty("assigned_to"))
                .setCreatedBy(query.textOrEmpty("created_by"))
                .setSessionId(query.textOrEmpty("session_id"))
                .setWorkflowExecutionId(id(query, "workflow_execution_id"))
                .setParentId(id(query, PARENT))
                .setNameContains(query.textOrEmpty("name"))
                .setPaused(query.flag("paused"));
        for (Map.Entry<String, String> entry : query.all()) {
            if (entry.getKey().startsWith(METADATA)) {
                list.putMetadata(entry.getKey().substring(METADATA.length()), entry.getValue());
            }
        }
        if (list.getMetadataCount() > MAX_METADATA) {
            throw QueryParameters.bad("metadata", "may be given for at most 10 keys");
        }
    }

    private static void times(QueryParameters query, ListTasksRequest.Builder list) {
        list.setCreatedAfterUs(query.time("created_after"))
                .setCreatedBeforeUs(query.time("created_before"))
                .setUpdatedAfterUs(query.time("updated_after"))
                .setUpdatedBeforeUs(query.time("updated_before"));
    }

    private static void page(QueryParameters query, ListTasksRequest.Builder list) {
        String sort = query.textOrEmpty("sort");
        if (!sort.isEmpty() && !SORTS.contains(sort)) {
            throw QueryParameters.bad(
                    "sort", "must be created_at, updated_at or priority, or one of these with '-'");
        }
        String cursor = query.textOrEmpty("cursor");
        if (!cursor.isEmpty() && query.text("offset") != null) {
            throw QueryParameters.bad("offset", "cannot be combined with a cursor");
        }
        list.setSort(sort)
                .setLimit((int) query.number("limit", 50, 1, 1_000))
                .setOffset(query.number("offset", 0, 0, MAX_OFFSET))
                .setCursor(cursor)
                .setCount(query.flag("count"));
    }

    private static ByteString id(QueryParameters query, String name) {
        String text = query.text(name);
        if (text == null) {
            return ByteString.EMPTY;
        }
        UUID id = Ids.parse(text);
        if (id == null) {
            throw QueryParameters.bad(name, "must be a UUID");
        }
        return Ids.toBytes(id);
    }
}
