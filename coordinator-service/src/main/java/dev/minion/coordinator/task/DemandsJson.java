package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.json.JsonOut;

/** What a task asks of scheduling, as it was asked for; what it does not ask for is left out. */
final class DemandsJson {

    private DemandsJson() {}

    /** Writes members of the task. */
    static void write(JsonOut out, Demands demands) {
        if (demands.hasRouting()) {
            routing(out.object("routing"), demands.getRouting());
            out.endObject();
        }
    }

    private static void routing(JsonOut out, Routing routing) {
        if (routing.getRequireCount() > 0) {
            out.array("require");
            routing.getRequireList().forEach(out::text);
            out.endArray();
        }
        if (routing.getPreferCount() > 0) {
            out.array("prefer");
            routing.getPreferList().forEach(preference -> preference(out, preference));
            out.endArray();
        }
        if (routing.hasWorker()) {
            wish(out.object("worker"), routing.getWorker());
        }
        if (routing.hasAvoid()) {
            wish(out.object("avoid"), routing.getAvoid());
        }
        out.number("slots", Math.max(1, routing.getSlots()));
    }

    private static void preference(JsonOut out, Preference preference) {
        out.object()
                .text("labels", preference.getLabels())
                .number("weight", preference.getWeight())
                .endObject();
    }

    private static void wish(JsonOut out, WorkerWish wish) {
        out.text("id", wish.getId())
                .text("mode", wish.getPrefer() ? "prefer" : "require")
                .endObject();
    }
}
