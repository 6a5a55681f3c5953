package dev.minion.ledger.message;

import dev.minion.contracts.messages.DeliveryStatus;
import dev.minion.contracts.messages.ListMessagesRequest;
import dev.minion.contracts.messages.ListMessagesResponse;
import dev.minion.ledger.transition.Timestamps;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A page of the history as a statement. Every value is a parameter.
 *
 * <p>The order is that of the sequence numbers, and a cursor is base64url of the direction and the
 * last number. A page ends early where its bodies pass {@link #PAGE_BYTES}: a thousand messages of
 * 64 KiB are more than anybody can take at once.
 */
final class ListQuery {

    private static final int LARGEST_PAGE = 1_000;
    private static final int DEFAULT_PAGE = 50;
    private static final int PAGE_BYTES = 8 << 20;
    private static final int CURSOR_BYTES = 1 + 8;

    private final boolean oldestFirst;
    private final int limit;
    private final boolean ofAgent;
    private final List<String> filters = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    private ListQuery(ListMessagesRequest request, OptionalLong after) {
        this.oldestFirst = request.getOldestFirst();
        this.ofAgent = !request.getAgent().isEmpty();
        this.limit =
                request.getLimit() <= 0 ? DEFAULT_PAGE : Math.min(request.getLimit(), LARGEST_PAGE);
        filter(request);
        after.ifPresent(
                last -> filters.add(sequence() + (oldestFirst ? " > " : " < ") + parameter(last)));
    }

    /** The statement of a request; empty where its cursor is not of a list in its order. */
    static Optional<ListQuery> of(ListMessagesRequest request) {
        if (request.getCursor().isEmpty()) {
            return Optional.of(new ListQuery(request, OptionalLong.empty()));
        }
        OptionalLong after = position(request.getCursor(), request.getOldestFirst());
        return after.isEmpty() ? Optional.empty() : Optional.of(new ListQuery(request, after));
    }

    /** One row more than asked for tells whether there is another page. */
    String statement() {
        String order = sequence() + (oldestFirst ? "" : " desc");
        return "select * from (select "
                + MessageRows.MESSAGE
                + ", sum(octet_length(m.body)) over (order by "
                + order
                + " rows unbounded preceding) as bytes from "
                + (ofAgent
                        ? "ledger.message_deliveries d join ledger.messages m on m.id = d.message_id"
                        : "ledger.messages m")
                + " where "
                + String.join(" and ", filters)
                + " order by "
                + order
                + " limit "
                + (limit + 1)
                + ") page where bytes - octet_length(body) < "
                + PAGE_BYTES
                + " order by sequence"
                + (oldestFirst ? "" : " desc");
    }

    Tuple parameters() {
        Tuple tuple = Tuple.tuple();
        parameters.forEach(tuple::addValue);
        return tuple;
    }

    /** The page of the statement's rows, with the cursor of the next one. */
    ListMessagesResponse.Builder read(RowSet<Row> rows) {
        ListMessagesResponse.Builder page = ListMessagesResponse.newBuilder();
        long last = 0;
        long bytes = 0;
        for (Row row : rows) {
            if (page.getMessagesCount() == limit) {
                return page.setNextCursor(cursor(last, oldestFirst));
            }
            page.addMessages(MessageRows.message(row));
            last = row.getLong("sequence");
            bytes = row.getLong("bytes");
        }
        return bytes < PAGE_BYTES ? page : page.setNextCursor(cursor(last, oldestFirst));
    }

    private void filter(ListMessagesRequest request) {
        filters.add((ofAgent ? "d" : "m") + ".namespace = " + parameter(request.getNamespace()));
        equal("d.agent", request.getAgent());
        equal("m.conversation", request.getConversation());
        equal("m.correlation_id", request.getCorrelationId());
        equal("m.sender", request.getSender());
        time("m.created_at > ", request.getCreatedAfterUs());
        time("m.created_at < ", request.getCreatedBeforeUs());
        if (request.getStatusesCount() > 0) {
            statuses(request.getStatusesList());
        }
    }

    private void statuses(List<DeliveryStatus> statuses) {
        Short[] numbers =
                statuses.stream()
                        .filter(status -> status != DeliveryStatus.UNRECOGNIZED)
                        .map(status -> (short) status.getNumber())
                        .toArray(Short[]::new);
        String any = "d.status = any(" + parameter(numbers) + "::smallint[])";
        filters.add(
                ofAgent
                        ? any
                        : "exists (select from ledger.message_deliveries d where d.message_id = m.id"
                                + " and "
                                + any
                                + ")");
    }

    private void equal(String column, String value) {
        if (!value.isEmpty()) {
            filters.add(column + " = " + parameter(value));
        }
    }

    private void time(String comparison, long us) {
        if (us > 0) {
            filters.add(comparison + parameter(Timestamps.toColumn(us)));
        }
    }

    private String sequence() {
        return ofAgent ? "d.sequence" : "m.sequence";
    }

    private String parameter(@Nullable Object value) {
        parameters.add(value);
        return "$" + parameters.size();
    }

    private static String cursor(long last, boolean oldestFirst) {
        ByteBuffer cursor = ByteBuffer.allocate(CURSOR_BYTES);
        cursor.put(direction(oldestFirst)).putLong(last);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array());
    }

    private static OptionalLong position(String cursor, boolean oldestFirst) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            return OptionalLong.empty();
        }
        return bytes.length == CURSOR_BYTES && bytes[0] == direction(oldestFirst)
                ? OptionalLong.of(ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong())
                : OptionalLong.empty();
    }

    /** Stands in cursors: never renumber. */
    private static byte direction(boolean oldestFirst) {
        return (byte) (oldestFirst ? 1 : 2);
    }
}
