package dev.minion.coordinator.task;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.PatchTaskRequest;
import dev.minion.coordinator.json.JsonFields;

/** {@code "priority", "description", "metadata"}; null clears the latter two. */
final class PatchMembers {

    /** What is said where there is none of them. */
    static final String NONE = "a patch has at least one of priority, description and metadata";

    private final JsonFields fields;
    private final PatchTaskRequest.Builder patch = PatchTaskRequest.newBuilder();

    PatchMembers(JsonFields fields) {
        this.fields = fields;
    }

    /** Reads the member; false where it is another. */
    boolean read(String name) {
        switch (name) {
            case "priority" ->
                    fields.integer("/priority", 1, 10)
                            .ifPresent(value -> patch.setPriority((int) value));
            case "description" ->
                    patch.setDescription(fields.text("/description", Limits.DESCRIPTION_CHARS));
            case "metadata" ->
                    patch.setMetadata(fields.jsonObject("/metadata", Limits.METADATA_BYTES));
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean none() {
        return !patch.hasPriority() && !patch.hasDescription() && !patch.hasMetadata();
    }

    /** What was read; which task it is for is still to be set. */
    PatchTaskRequest.Builder patch() {
        return patch;
    }
}
