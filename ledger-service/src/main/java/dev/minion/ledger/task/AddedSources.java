package dev.minion.ledger.task;

import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.ledger.index.ListIndex.Filter;
import dev.minion.ledger.index.ListIndex.Order;
import dev.minion.ledger.index.ListIndexes;
import dev.minion.ledger.task.ListSource.Branch;
import dev.minion.ledger.task.ListSource.Breadth;
import dev.minion.ledger.task.ListSource.Found;
import dev.minion.ledger.task.SqlText.Clause;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the tasks of a list are looked for by the indexes that an operator has added.
 *
 * @param indexes those that are there
 */
record AddedSources(ListTasksRequest request, ListIndexes indexes) {

    /** Fewer letters of a name need not contain a whole block. */
    private static final int NAME_LETTERS = 5;

    /**
     * A part of a name is cut into blocks of three letters, as names are; where it begins within a
     * name's blocks is not known, so that there are three ways to cut it.
     */
    private static final String NAMED =
            """
            length(t.name) >= 3 and (ledger.name_blocks(t.name) @> ledger.name_blocks(?)
              or ledger.name_blocks(t.name) @> ledger.name_blocks(substr(lower(?), 2))
              or ledger.name_blocks(t.name) @> ledger.name_blocks(substr(lower(?), 3)))
            """;

    /** By the index, of those that have the order, of the filter that mostly fits fewest tasks. */
    Optional<ListSource> inOrder(Order order) {
        return metadata(order)
                .or(() -> equal(Filter.CREATED_BY, order, request.getCreatedBy()))
                .or(() -> equal(Filter.ASSIGNED_TO, order, request.getAssignedTo()))
                .or(() -> equal(Filter.TYPE, order, request.getType()))
                .or(() -> ofNamespace(order));
    }

    /** By a part of a name that is long enough. */
    Optional<ListSource> named() {
        String part = request.getNameContains();
        if (part.codePointCount(0, part.length()) < NAME_LETTERS
                || !indexes.has(Filter.NAME, Order.CREATED)) {
            return Optional.empty();
        }
        Clause condition = Clause.of(NAMED, part, part, part);
        return Optional.of(
                new ListSource(List.of(new Branch(condition, Found.UNSORTED_MANY)), Breadth.ANY));
    }

    private Optional<ListSource> metadata(Order order) {
        for (Map.Entry<String, String> each : request.getMetadataMap().entrySet()) {
            String key = each.getKey();
            if (indexes.has(Filter.METADATA, key, order)) {
                // Not as a parameter: an index is found by the same text. It has no quotes.
                String value = "ledger.metadata_value(t.metadata, '" + key + "')";
                return Optional.of(
                        ListSource.any(
                                Clause.of(
                                        "t.namespace = ? and " + value + " = left(?, 100)",
                                        request.getNamespace(),
                                        each.getValue())));
            }
        }
        return Optional.empty();
    }

    private Optional<ListSource> equal(Filter filter, Order order, String value) {
        if (value.isEmpty() || !indexes.has(filter, order)) {
            return Optional.empty();
        }
        String condition = "t.namespace = ? and t." + filter.column() + " = ?";
        return Optional.of(ListSource.any(Clause.of(condition, request.getNamespace(), value)));
    }

    private Optional<ListSource> ofNamespace(Order order) {
        return indexes.has(Filter.NAMESPACE, order)
                ? Optional.of(ListSource.any(Clause.of("t.namespace = ?", request.getNamespace())))
                : Optional.empty();
    }
}
