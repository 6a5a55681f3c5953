package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.tasks.Task;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list, and its cursors: base64url of the order's number, the sort value and the id
 * of the last task of a page. The id makes every order strict, so that a page begins exactly behind
 * the one before, whatever has been inserted meanwhile.
 */
enum ListSort {
    CREATED_AT(1, "created_at", null, true),
    CREATED_AT_DESC(2, "-created_at", null, false),
    UPDATED_AT(3, "updated_at", "t.updated_at", true),
    UPDATED_AT_DESC(4, "-updated_at", "t.updated_at", false),
    PRIORITY(5, "priority", "t.priority", true),
    PRIORITY_DESC(6, "-priority", "t.priority", false);

    /** The last task of a page. */
    record Position(long value, UUID id) {}

    private static final int CURSOR_BYTES = 1 + 8 + 16;

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

    /** The clause; ids are in the order of creation. */
    String orderBy() {
        String direction = ascending ? "" : " desc";
        return column == null
                ? "order by t.id" + direction
                : "order by " + column + direction + ", t.id" + direction;
    }

    /** The column beside the id, or null. */
    @Nullable String column() {
        return column;
    }

    /** Whether a page's values rise. */
    boolean ascending() {
        return ascending;
    }

    String cursor(Task last) {
        long value =
                switch (this) {
                    case CREATED_AT, CREATED_AT_DESC -> 0;
                    case UPDATED_AT, UPDATED_AT_DESC -> last.getUpdatedAtUs();
                    case PRIORITY, PRIORITY_DESC -> last.getPriority();
                };
        ByteBuffer cursor = ByteBuffer.allocate(CURSOR_BYTES);
        cursor.put((byte) number).putLong(value).put(last.getId().toByteArray());
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
        if (bytes.length != CURSOR_BYTES || bytes[0] != number) {
            throw new BadCursorException();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, CURSOR_BYTES - 1);
        long value = buffer.getLong();
        byte[] id = new byte[16];
        buffer.get(id);
        return new Position(value, Ids.fromBytes(ByteString.copyFrom(id)));
    }
}
