package dev.minion.coordinator.submission;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.Preference;
import dev.minion.contracts.tasks.Routing;
import dev.minion.contracts.tasks.WorkerWish;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import java.util.Optional;

/** Reads {@code routing} of one task of a body. */
final class RoutingMembers {

    private static final String AT = "/routing";

    private final JsonFields fields;
    private final Faults faults;
    private final Routing.Builder routing = Routing.newBuilder();
    private String preferAt = "";

    private RoutingMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Consumes the value; empty where it asks for nothing. */
    static Optional<Routing> read(JsonFields fields, Faults faults) {
        RoutingMembers members = new RoutingMembers(fields, faults);
        int before = faults.all().size();
        fields.objectOrNull(AT, members::member);
        Routing routing = members.routing.build();
        if (faults.all().size() == before) {
            RoutingRules.whole(routing, faults);
        }
        return routing.equals(Routing.getDefaultInstance())
                ? Optional.empty()
                : Optional.of(routing);
    }

    private boolean member(String name) {
        String at = AT + '/' + name;
        switch (name) {
            case "require" ->
                    routing.addAllRequire(
                            fields.texts(at, Limits.ROUTING_SELECTORS, Limits.SELECTOR_CHARS));
            case "prefer" ->
                    fields.objects(
                            at, Limits.ROUTING_SELECTORS, this::preference, this::preferMember);
            case "worker" -> fields.objectOrNull(at, m -> wish(at, m, routing.getWorkerBuilder()));
            case "avoid" -> fields.objectOrNull(at, m -> wish(at, m, routing.getAvoidBuilder()));
            case "slots" ->
                    fields.integer(at, 1, Limits.TASK_SLOTS)
                            .ifPresent(slots -> routing.setSlots(slots == 1 ? 0 : (int) slots));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void preference(int index) {
        preferAt = AT + "/prefer/" + index;
        routing.addPrefer(Preference.newBuilder().setWeight(RoutingRules.LEAST_WEIGHT));
    }

    private boolean preferMember(String name) {
        Preference.Builder preference = routing.getPreferBuilder(routing.getPreferCount() - 1);
        switch (name) {
            case "labels" ->
                    preference.setLabels(fields.text(preferAt + "/labels", Limits.SELECTOR_CHARS));
            case "weight" ->
                    fields.number(
                                    preferAt + "/weight",
                                    RoutingRules.LEAST_WEIGHT,
                                    RoutingRules.MOST_WEIGHT)
                            .ifPresent(preference::setWeight);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean wish(String at, String name, WorkerWish.Builder wish) {
        switch (name) {
            case "id" -> wish.setId(fields.text(at + "/id", Limits.LABEL_CHARS));
            case "mode" -> wish.setPrefer(prefers(at + "/mode"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean prefers(String at) {
        String mode = fields.text(at, Limits.LABEL_CHARS);
        if (!mode.isEmpty() && !mode.equals("require") && !mode.equals("prefer")) {
            faults.invalid(at, "must be require or prefer");
        }
        return mode.equals("prefer");
    }
}
