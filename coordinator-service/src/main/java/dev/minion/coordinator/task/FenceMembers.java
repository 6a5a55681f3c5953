package dev.minion.coordinator.task;

import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.task.ChangeBodies.ClaimedFence;

/** {@code "fence"} or {@code "attempt"}: the right that a request claims. */
final class FenceMembers {

    private final JsonFields fields;
    private final Faults faults;
    private int epoch;
    private int attempt;

    FenceMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Reads the member; false where it is another. */
    boolean read(String name) {
        if (name.equals("attempt")) {
            attempt = number("/attempt");
            return true;
        }
        if (!name.equals("fence")) {
            return false;
        }
        fields.object(
                "/fence",
                member -> {
                    switch (member) {
                        case "epoch" -> epoch = number("/fence/epoch");
                        case "attempt" -> attempt = number("/fence/attempt");
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (attempt == 0 && faults.none()) {
            faults.invalid("/fence/attempt", "is missing");
        }
        return true;
    }

    /** What was read. */
    ClaimedFence fence() {
        return attempt == 0 ? ClaimedFence.NONE : new ClaimedFence(epoch, attempt);
    }

    private int number(String pointer) {
        return (int) fields.integer(pointer, 1, Integer.MAX_VALUE).orElse(0);
    }
}
