package dev.minion.coordinator.bulk;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Ids;
import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.ListTasksRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.task.Statuses;
import java.util.List;
import java.util.UUID;

/** Reads the members of a filter, which are named as the parameters of a list are. */
final class FilterMembers {

    private static final int STATUSES = 20;
    private static final int METADATA = 10;
    private static final int VALUE_CHARS = 1_000;

    private final JsonFields fields;
    private final Faults faults;
    private final ListTasksRequest.Builder filter = ListTasksRequest.newBuilder();

    FilterMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Reads the member; false where it is another. */
    boolean read(String name) {
        String at = "/filter/" + name;
        switch (name) {
            case "status" -> statuses(at);
            case "type" -> filter.setType(fields.text(at, Limits.TYPE_CHARS));
            case "assigned_to" -> filter.setAssignedTo(fields.text(at, VALUE_CHARS));
            case "created_by" -> filter.setCreatedBy(fields.text(at, Limits.LABEL_CHARS));
            case "session_id" -> filter.setSessionId(fields.text(at, Limits.LABEL_CHARS));
            case "workflow_execution_id" -> filter.setWorkflowExecutionId(id(at));
            case "parent_id" -> filter.setParentId(id(at));
            case "name" -> filter.setNameContains(fields.text(at, VALUE_CHARS));
            case "metadata" -> fields.objectOrNull(at, key -> metadata(at, key));
            case "paused" -> filter.setPaused(fields.bool(at, false));
            default -> {
                return time(at, name);
            }
        }
        return true;
    }

    private boolean time(String at, String name) {
        switch (name) {
            case "created_after" -> fields.time(at).ifPresent(filter::setCreatedAfterUs);
            case "created_before" -> fields.time(at).ifPresent(filter::setCreatedBeforeUs);
            case "updated_after" -> fields.time(at).ifPresent(filter::setUpdatedAfterUs);
            case "updated_before" -> fields.time(at).ifPresent(filter::setUpdatedBeforeUs);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void statuses(String at) {
        List<String> texts = fields.texts(at, STATUSES, Limits.LABEL_CHARS);
        for (int i = 0; i < texts.size(); i++) {
            String pointer = at + '/' + i;
            Statuses.parse(texts.get(i))
                    .ifPresentOrElse(
                            filter::addStatuses,
                            () -> faults.invalid(pointer, "must be one of " + Statuses.all()));
        }
    }

    private ByteString id(String at) {
        String text = fields.text(at, Limits.LABEL_CHARS);
        UUID id = Ids.parse(text);
        if (id == null && !text.isEmpty()) {
            faults.invalid(at, "must be a UUID");
        }
        return id == null ? ByteString.EMPTY : Ids.toBytes(id);
    }

    private boolean metadata(String at, String key) {
        filter.putMetadata(key, fields.text(at + Faults.step(key), VALUE_CHARS));
        if (filter.getMetadataCount() == METADATA + 1) {
            faults.invalid(at, "has more than " + METADATA + " keys");
        }
        return true;
    }

    /** What was read. */
    ListTasksRequest.Builder filter() {
        return filter;
    }
}
