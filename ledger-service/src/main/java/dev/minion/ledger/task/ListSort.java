package dev.minion.ledger.task;

import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.Task;
import dev.minion.ledger.task.SqlText.Clause;
import dev.minion.ledger.transition.Timestamps;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list, and its cursors: base64url of the order's number, the sort value and the id
 * of the last task of a page, or of the last one looked at where a page is short, and then what is
 * left of an offset. The id makes every order strict, so that a page begins exactly behind the one
 * before, whatever has been inserted meanwhile.
 */
enum ListSort {
    CREATED_AT(1, "created_at", null, true),
    CREATED_AT_DESC(2, "-created_at", null, false),
    UPDATED_AT(3, "updated_at", "t.updated_at", true),
    UPDATED_AT_DESC(4, "-updated_at", "t.updated_at", false),
    PRIORITY(5, "priority", "t.priority", true),
    PRIORITY_DESC(6, "-priority", "t.priority", false);

    /**
     * Where a page ends.
     *
     * @param value what is sorted by beside the id: microseconds, a priority or 0
     * @param skip tasks of the list behind it that are not shown either: the rest of an offset
     */
    record Position(long value, UUID id, long skip) {}

    private static final int CURSOR_BYTES = 1 + 8 + 16;
    private static final int SKIPPING_BYTES = CURSOR_BYTES + 8;

    private static final String ORDER = " order by %s";
    private static final int LOWEST = 1;
    private static final int HIGHEST = 10;

    /** Some time in the year 9999. */
    private static final long LATEST_US = 253_370_764_800_000_000L;

    /** Stands in cursors: never renumber. */
    private final int number;

    private final String text;
    private final @Nullable String column;
    private final boolean ascending;

    ListSort(int number, String text, @Nullable String column, boolean ascending) {
        this.number = number;
        this.text = text;
        this.column = column;
        this.ascending = ascending;
    }

    /** The order of that text; the newest first where it is empty or unknown. */
    static ListSort of(String text) {
        for (ListSort sort : values()) {
            if (sort.text.equals(text)) {
                return sort;
            }
        }
        return CREATED_AT_DESC;
    }

    /** What tasks are sorted by; ids are in the order of creation. */
    String orderBy() {
        return column == null
                ? ORDER.formatted("t.id" + direction())
                : ORDER.formatted(column + direction() + ", t.id" + direction());
    }

    /** The same backwards. */
    String backwards() {
        return reversed().orderBy();
    }

    /** By id alone, in this direction. */
    ListSort byAge() {
        return ascending ? CREATED_AT : CREATED_AT_DESC;
    }

    private ListSort reversed() {
        return switch (this) {
            case CREATED_AT -> CREATED_AT_DESC;
            case CREATED_AT_DESC -> CREATED_AT;
            case UPDATED_AT -> UPDATED_AT_DESC;
            case UPDATED_AT_DESC -> UPDATED_AT;
            case PRIORITY -> PRIORITY_DESC;
            case PRIORITY_DESC -> PRIORITY;
        };
    }

    private String direction() {
        return ascending ? "" : " desc";
    }

    /** What stands behind a position. */
    Clause behind(Position position) {
        String sign = ascending ? " > " : " < ";
        if (column == null) {
            return Clause.of("t.id" + sign + "?", position.id());
        }
        Object value =
                this == PRIORITY || this == PRIORITY_DESC
                        ? (Object) (short) position.value()
                        : Objects.requireNonNull(Timestamps.toColumn(position.value()), "time");
        return Clause.of("(" + column + ", t.id)" + sign + "(?, ?)", value, position.id());
    }

    /** Whether a page's values rise. */
    boolean ascending() {
        return ascending;
    }

    /** The cursor behind a task. */
    String cursor(Task last) {
        long value =
                switch (this) {
                    case CREATED_AT, CREATED_AT_DESC -> 0;
                    case UPDATED_AT, UPDATED_AT_DESC -> last.getUpdatedAtUs();
                    case PRIORITY, PRIORITY_DESC -> last.getPriority();
                };
        return cursor(new Position(value, Ids.fromBytes(last.getId()), 0));
    }

    /** The cursor of a position. */
    String cursor(Position position) {
        ByteBuffer cursor =
                ByteBuffer.allocate(position.skip() > 0 ? SKIPPING_BYTES : CURSOR_BYTES);
        cursor.put((byte) number).putLong(position.value());
        cursor.putLong(position.id().getMostSignificantBits());
        cursor.putLong(position.id().getLeastSignificantBits());
        if (position.skip() > 0) {
            cursor.putLong(position.skip());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array());
    }

    /**
     * The position that a cursor names.
     *
     * @throws BadCursorException when it is not one of this order
     */
    Position position(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            throw new BadCursorException();
        }
        boolean whole = bytes.length == CURSOR_BYTES || bytes.length == SKIPPING_BYTES;
        if (!whole || bytes[0] != number) {
            throw new BadCursorException();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long value = buffer.getLong();
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        long skip = buffer.hasRemaining() ? buffer.getLong() : 0;
        if (!possible(value) || skip < 0) {
            throw new BadCursorException();
        }
        return new Position(value, id, skip);
    }

    private boolean possible(long value) {
        return switch (this) {
            case CREATED_AT, CREATED_AT_DESC -> value == 0;
            case UPDATED_AT, UPDATED_AT_DESC -> value > 0 && value < LATEST_US;
            case PRIORITY, PRIORITY_DESC -> value >= LOWEST && value <= HIGHEST;
        };
    }
}
