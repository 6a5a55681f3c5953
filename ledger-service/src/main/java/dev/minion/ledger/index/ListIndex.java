package dev.minion.ledger.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An index that an operator may add for lists.
 *
 * @param filter of the lists that it serves
 * @param key in the metadata; empty for another filter
 * @param order of the tasks that it finds
 */
public record ListIndex(Filter filter, String key, Order order) {

    /** What tasks are filtered by. */
    public enum Filter {
        NAMESPACE("namespace", ""),
        TYPE("namespace, type", ""),
        CREATED_BY("namespace, created_by", " where created_by is not null"),
        ASSIGNED_TO("namespace, assigned_to", " where assigned_to is not null"),
        METADATA("namespace, ledger.metadata_value(metadata, '%s')", " where metadata is not null"),
        NAME("ledger.name_blocks(name)", " where length(name) >= 3");

        private final String columns;
        private final String condition;

        Filter(String columns, String condition) {
            this.columns = columns;
            this.condition = condition;
        }

        /** In the table, and as an operator calls it. */
        public String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By which its tasks are sorted. */
    public enum Order {
        CREATED("", "id"),
        UPDATED("-updated", "updated_at, id"),
        PRIORITY("-priority", "priority, id");

        private final String suffix;
        private final String columns;

        Order(String suffix, String columns) {
            this.suffix = suffix;
            this.columns = columns;
        }
    }

    private static final String PREFIX = "tasks_by_";

    /**
     * With the name of a range behind it, the name of the longest has to fit Postgres' 63 bytes.
     */
    private static final Pattern WORD =
            Pattern.compile(
                    "(namespace|type|created_by|assigned_to|metadata\\.([A-Za-z0-9_.]{1,20})|name)"
                            + "(-updated|-priority)?");

    /**
     * New tasks wait in a list, in KiB, which each search reads whole, before they are sorted in.
     */
    private static final int PENDING = 256;

    /** The one that an operator calls so. */
    public static Optional<ListIndex> of(String word) {
        Matcher parts = WORD.matcher(word);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String key = parts.group(2) == null ? "" : parts.group(2);
        String filter = key.isEmpty() ? parts.group(1) : "metadata";
        ListIndex index =
                new ListIndex(
                        Filter.valueOf(filter.toUpperCase(Locale.ROOT)),
                        key,
                        order(parts.group(3) == null ? "" : parts.group(3)));
        return index.filter == Filter.NAME && index.order != Order.CREATED
                ? Optional.empty()
                : Optional.of(index);
    }

    private static Order order(String suffix) {
        for (Order order : Order.values()) {
            if (order.suffix.equals(suffix)) {
                return order;
            }
        }
        throw new IllegalArgumentException(suffix);
    }

    /** The one that Postgres calls so. */
    static Optional<ListIndex> named(String name) {
        return name.startsWith(PREFIX) ? of(name.substring(PREFIX.length())) : Optional.empty();
    }

    /** All but those of metadata, which are as many as there are keys. */
    static List<ListIndex> common() {
        List<ListIndex> all = new ArrayList<>();
        for (Filter filter : Filter.values()) {
            for (Order order : Order.values()) {
                if (filter != Filter.METADATA
                        && (filter != Filter.NAME || order == Order.CREATED)) {
                    all.add(new ListIndex(filter, "", order));
                }
            }
        }
        return all;
    }

    /** As an operator calls it. */
    public String word() {
        String of = filter.column();
        return (key.isEmpty() ? of : of + "." + key) + order.suffix;
    }

    /** As Postgres calls it. */
    String name() {
        return PREFIX + word();
    }

    /** The part of it over one range. */
    String nameOver(String range) {
        return name() + "_" + range;
    }

    /** What follows the table in the statement that creates it. */
    String definition() {
        String columns = filter.columns.formatted(key);
        return filter == Filter.NAME
                ? "using gin ("
                        + columns
                        + ") with (gin_pending_list_limit = "
                        + PENDING
                        + ")"
                        + filter.condition
                : "(" + columns + ", " + order.columns + ")" + filter.condition;
    }
}
