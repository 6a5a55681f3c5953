package dev.minion.coordinator.task;

import com.google.protobuf.ByteString;
import dev.minion.contracts.Limits;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.task.ChangeBodies.Progress;

/** {@code "percent", "message", "data", "fence" or "attempt"}. */
final class ProgressMembers {

    /** What is said where there is none of the first three. */
    static final String NONE = "progress has at least one of percent, message and data";

    private final JsonFields fields;
    private final FenceMembers fence;
    private int percent = -1;
    private String message = "";
    private ByteString data = ByteString.EMPTY;

    ProgressMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.fence = new FenceMembers(fields, faults);
    }

    /** Reads the member; false where it is another. */
    boolean read(String name) {
        switch (name) {
            case "percent" -> percent = (int) fields.integer("/percent", 0, 100).orElse(-1);
            case "message" -> message = fields.text("/message", ChangeBodies.MESSAGE_CHARS);
            case "data" -> data = fields.json("/data", Limits.METADATA_BYTES);
            default -> {
                return fence.read(name);
            }
        }
        return true;
    }

    boolean none() {
        return percent < 0 && message.isEmpty() && data.isEmpty();
    }

    /** What was read. */
    Progress progress() {
        return new Progress(percent, message, data, fence.fence());
    }
}
