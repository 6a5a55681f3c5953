package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.contracts.ledger.ListTasksResponse;
import dev.minion.contracts.tasks.Task;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.transition.TaskRows;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list as statements. Every value is a parameter. */
final class ListQuery {

    private static final int LARGEST_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 50;

    private final ListSort sort;
    private final int limit;
    private final List<String> filters = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();
    private final int filterParameters;
    private final int filterClauses;
    private final long offset;

    private ListQuery(ListTasksRequest request) {
        this.sort = ListSort.of(request.getSort());
        this.limit =
                request.getLimit() <= 0 ? DEFAULT_PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        this.offset = Math.max(0, request.getOffset());
        filter(request);
        filterClauses = filters.size();
        filterParameters = parameters.size();
        if (!request.getCursor().isEmpty()) {
            after(sort.position(request.getCursor()));
        }
    }

    /**
     * The statements of a request.
     *
     * @throws BadCursorException when its cursor is not of a list with its sort
     */
    static ListQuery of(ListTasksRequest request) {
        return new ListQuery(request);
    }

    /** The page's statement; one row more than asked for tells whether there is another page. */
    String page() {
        int next = parameters.size();
        return "select "
                + TaskRows.COLUMNS
                + " from ledger.tasks t where "
                + String.join(" and ", filters)
                + ' '
                + sort.orderBy()
                + " limit $"
                + (next + 1)
                + " offset $"
                + (next + 2);
    }

    Tuple pageParameters() {
        return tuple(parameters).addInteger(limit + 1).addLong(offset);
    }

    /** The statement that counts all pages. */
    String count() {
        return "select count(*) from ledger.tasks t where "
                + String.join(" and ", filters.subList(0, filterClauses));
    }

    Tuple countParameters() {
        return tuple(parameters.subList(0, filterParameters));
    }

    ListTasksResponse.Builder answer(List<Task> rows) {
        ListTasksResponse.Builder answer = ListTasksResponse.newBuilder();
        boolean more = rows.size() > limit;
        answer.addAllTasks(more ? rows.subList(0, limit) : rows);
        return more ? answer.setNextCursor(sort.cursor(rows.get(limit - 1))) : answer;
    }

    private static Tuple tuple(List<@Nullable Object> values) {
        Tuple tuple = Tuple.tuple();
        values.forEach(tuple::addValue);
        return tuple;
    }

    private void filter(ListTasksRequest request) {
        filters.add("t.namespace = " + parameter(request.getNamespace()));
        if (request.getStatusesCount() > 0) {
            Short[] statuses =
                    request.getStatusesList().stream()
                            .filter(status -> status != TaskStatus.UNRECOGNIZED)
                            .map(status -> (short) status.getNumber())
                            .toArray(Short[]::new);
            filters.add("t.status = any(" + parameter(statuses) + "::smallint[])");
        }
        equal("t.type", request.getType());
        equal("t.assigned_to", request.getAssignedTo());
        equal("t.created_by", request.getCreatedBy());
        equal("t.session_id", request.getSessionId());
        ByteString execution = request.getWorkflowExecutionId();
        if (!execution.isEmpty()) {
            filters.add("t.workflow_execution_id = " + parameter(Ids.fromBytes(execution)));
        }
        if (!request.getParentId().isEmpty()) {
            filters.add("t.parent_id = " + parameter(Ids.fromBytes(request.getParentId())));
        }
        if (!request.getNameContains().isEmpty()) {
            filters.add("t.name ilike " + parameter(pattern(request.getNameContains())));
        }
        times(request);
        metadata(request.getMetadataMap());
    }

    private void equal(String column, String value) {
        if (!value.isEmpty()) {
            filters.add(column + " = " + parameter(value));
        }
    }

    private void times(ListTasksRequest request) {
        time("t.created_at > ", request.getCreatedAfterUs());
        time("t.created_at < ", request.getCreatedBeforeUs());
        time("t.updated_at > ", request.getUpdatedAfterUs());
        time("t.updated_at < ", request.getUpdatedBeforeUs());
        // The same once more for the primary key, which is in the order of creation.
        if (request.getCreatedAfterUs() > 0) {
            long millis = request.getCreatedAfterUs() / 1_000;
            filters.add("t.id >= " + parameter(CreationTime.floor(millis)));
        }
        if (request.getCreatedBeforeUs() > 0) {
            long millis = request.getCreatedBeforeUs() / 1_000 + 1;
            filters.add("t.id < " + parameter(CreationTime.floor(millis)));
        }
    }

    private void time(String comparison, long us) {
        if (us > 0) {
            filters.add(comparison + parameter(Timestamps.toColumn(us)));
        }
    }

    /** The value as text covers strings and scalars alike. */
    private void metadata(Map<String, String> wanted) {
        wanted.forEach(
                (key, value) ->
                        filters.add(
                                "t.metadata::jsonb ->> "
                                        + parameter(key)
                                        + "::text = "
                                        + parameter(value)));
    }

    private void after(ListSort.Position position) {
        String sign = sort.ascending() ? " > " : " < ";
        String column = sort.column();
        if (column == null) {
            filters.add("t.id" + sign + parameter(position.id()));
            return;
        }
        Object value =
                column.equals("t.priority")
                        ? (Object) (short) position.value()
                        : Timestamps.toColumn(position.value());
        filters.add(
                "("
                        + column
                        + ", t.id)"
                        + sign
                        + "("
                        + parameter(value)
                        + ", "
                        + parameter(position.id())
                        + ")");
    }

    private String parameter(@Nullable Object value) {
        parameters.add(value);
        return "$" + parameters.size();
    }

    private static String pattern(String part) {
        return '%' + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + '%';
    }
}
