package dev.minion.ledger.transition;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the dependencies of a task have given, as its handler gets it: {@code [{"id", "name",
 * "output"}]}.
 */
public final class DependencyOutputs {

    /** More dependencies do not travel with the record of a release. */
    private static final int TRAVELLERS = 16;

    /**
     * Whether those of a task {@code t} can travel: they are few, and so is its input. What they
     * come to is only known once they are read.
     */
    static final String TRAVEL =
            """
            (t.status = 4 and t.dependency_count between 1 and %d and t.has_details is null
              and coalesce(octet_length(t.input), 0) <= %d)\
            """
                    .formatted(TRAVELLERS, Limits.INLINE_INPUT_BYTES);

    /**
     * Reads those of a row {@code w} whose {@code travel} is true; nulls where they are large. Each
     * task is looked up by its key, whatever the planner thinks of the tables.
     */
    static final String OF_ROW =
            """
            select array_agg(each.depends_on) as dependency_ids,
              array_agg(each.name) as dependency_names,
              array_agg(case when each.bytes <= %1$d then each.output end) as dependency_outputs
            from (
              select d.depends_on, t.name, t.output, octet_length(t.output) as bytes
              from ledger.task_dependencies d
              left join lateral (
                select name, output from ledger.tasks where id = d.depends_on offset 0) t on true
              where w.travel and d.task_id = w.id order by d.position) each
            having coalesce(sum(each.bytes), 0) <= %1$d\
            """
                    .formatted(Limits.INLINE_INPUT_BYTES);

    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final Buffer json = Buffer.buffer("[");

    /**
     * The next one, in the order of the task's dependencies.
     *
     * @param output JSON; null where there is none. What does not fit any more is null
     */
    public void add(UUID id, @Nullable String name, @Nullable Buffer output) {
        if (json.length() > 1) {
            json.appendString(",");
        }
        byte[] value = output == null ? NULL : output.getBytes();
        boolean fits = json.length() + value.length < Limits.DEPENDENCY_OUTPUT_BYTES;
        json.appendString("{\"id\":\"" + id + "\",\"name\":\"")
                .appendBytes(JsonStringEncoder.getInstance().quoteAsUTF8(name == null ? "" : name))
                .appendString("\",\"output\":")
                .appendBytes(fits ? value : NULL)
                .appendString("}");
    }

    public ByteString json() {
        return ByteString.copyFrom(json.getBytes()).concat(ByteString.copyFromUtf8("]"));
    }

    /** Those that came with a row by {@link #OF_ROW}, empty where none did. */
    static ByteString of(Row row) {
        UUID[] ids = row.getArrayOfUUIDs("dependency_ids");
        if (ids == null) {
            return ByteString.EMPTY;
        }
        String[] names = row.getArrayOfStrings("dependency_names");
        Buffer[] values = row.getArrayOfBuffers("dependency_outputs");
        DependencyOutputs outputs = new DependencyOutputs();
        for (int i = 0; i < ids.length; i++) {
            outputs.add(ids[i], names[i], values[i]);
        }
        return outputs.json();
    }
}
