package dev.minion.coordinator.task;

import dev.minion.contracts.tasks.Demands;
import dev.minion.contracts.tasks.Flow;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.json.Durations;
import dev.minion.coordinator.json.JsonOut;

/** What a task asks of scheduling, as it was asked for; what it does not ask for is left out. */
public final class DemandsJson {

    private DemandsJson() {}

    /** Writes members of the task. */
    static void write(JsonOut out, Demands demands) {
        if (demands.hasRouting()) {
            routing(out.object("routing"), demands.getRouting());
            out.endObject();
        }
        if (demands.hasFlow()) {
            var ignored = flow(out.object("flow"), demands.getFlow()).endObject();
        }
    }

    /** Into an open object. */
    public static JsonOut flow(JsonOut out, Flow flow) {
        out.text("key", flow.getKey());
        if (flow.getConcurrency() > 0) {
            out.number("concurrency", flow.getConcurrency()).text("on_excess", excess(flow));
        }
        if (flow.getRateLimit() > 0) {
            out.object("rate")
                    .number("limit", flow.getRateLimit())
                    .text("per", Durations.format(flow.getRatePerMs()))
                    .endObject();
        }
        return flow.getWeight() > 0 ? out.number("weight", flow.getWeight()) : out;
    }

    private static String excess(Flow flow) {
        return switch (flow.getOnExcess()) {
            case EXCESS_CANCEL_NEWEST -> "cancel_newest";
            case EXCESS_CANCEL_OLDEST -> "cancel_oldest";
            case EXCESS_REJECT -> "reject";
            case EXCESS_QUEUE, EXCESS_POLICY_UNSPECIFIED, UNRECOGNIZED -> "queue";
        };
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
