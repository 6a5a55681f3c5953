package dev.minion.ledger.index;

import dev.minion.ledger.index.ListIndex.Filter;
import dev.minion.ledger.index.ListIndex.Order;
import java.util.Set;

/**
 * The indexes that lists may rely on.
 *
 * @param valid all of them
 */
public record ListIndexes(Set<ListIndex> valid) {

    public static final ListIndexes NONE = new ListIndexes(Set.of());

    /** Whether tasks of a filter are found in an order. */
    public boolean has(Filter filter, Order order) {
        return has(filter, "", order);
    }

    /** The same for a key of the metadata. */
    public boolean has(Filter filter, String key, Order order) {
        return valid.contains(new ListIndex(filter, key, order));
    }
}
