package dev.minion.ledger.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.contracts.ledger.TaskResult;
import dev.minion.contracts.tasks.TaskStatus;
import dev.minion.ledger.lane.Work;
import dev.minion.ledger.state.Transitions;
import dev.minion.ledger.transition.TaskRows;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements of edits: arrays of any length, one plan. */
final class EditStatements {

    /** The statuses of tasks that have not ended. */
    static final String OPEN =
            Arrays.stream(TaskStatus.values())
                    .filter(status -> status != TaskStatus.UNRECOGNIZED)
                    .filter(status -> !Transitions.terminal(status))
                    .map(status -> Integer.toString(status.getNumber()))
                    .collect(Collectors.joining(", "));

    /** Changes those that may be changed, and gives them as they are then. */
    static final String EDIT =
            """
            update ledger.tasks t set
              priority = coalesce(u.priority, t.priority),
              description = case when u.describes then u.description else t.description end,
              metadata = case when u.replaces then u.metadata else t.metadata end,
              version = t.version + 1, updated_at = now()
            from unnest($1::uuid[], $2::text[], $3::smallint[], $4::boolean[], $5::text[],
                        $6::boolean[], $7::text[], $8::bigint[])
              u(id, namespace, priority, describes, description, replaces, metadata, if_version)
            where t.id = u.id and t.namespace = u.namespace and t.status in (%s)
              and (u.if_version is null or t.version = u.if_version)
            returning %s
            """
                    .formatted(OPEN, TaskRows.COLUMNS);

    private EditStatements() {}

    /** The arrays of {@link #EDIT}. */
    static Tuple tuple(List<Work<Edit, TaskResult>> edits) {
        int size = edits.size();
        UUID[] id = new UUID[size];
        String[] namespace = new String[size];
        @Nullable Short[] priority = new Short[size];
        Boolean[] describes = new Boolean[size];
        @Nullable String[] description = new String[size];
        Boolean[] replaces = new Boolean[size];
        @Nullable String[] metadata = new String[size];
        @Nullable Long[] ifVersion = new Long[size];
        for (int i = 0; i < size; i++) {
            PatchTaskRequest edit = edits.get(i).request().patch();
            id[i] = edits.get(i).task();
            namespace[i] = edit.getNamespace();
            priority[i] = edit.hasPriority() ? (short) edit.getPriority() : null;
            describes[i] = edit.hasDescription();
            description[i] = edit.getDescription().isEmpty() ? null : edit.getDescription();
            replaces[i] = edit.hasMetadata();
            metadata[i] = text(edit.getMetadata());
            ifVersion[i] = edit.hasIfVersion() ? edit.getIfVersion() : null;
        }
        return Tuple.tuple()
                .addArrayOfUUID(id)
                .addArrayOfString(namespace)
                .addArrayOfShort(priority)
                .addArrayOfBoolean(describes)
                .addArrayOfString(description)
                .addArrayOfBoolean(replaces)
                .addArrayOfString(metadata)
                .addArrayOfLong(ifVersion);
    }

    private static @Nullable String text(ByteString utf8) {
        return utf8.isEmpty() ? null : utf8.toStringUtf8();
    }
}
