package dev.minion.coordinator.submission;

import dev.minion.contracts.Limits;
import dev.minion.contracts.tasks.Flow;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import java.util.Optional;

/** Reads {@code flow} of one task of a body. */
final class FlowMembers {

    private static final String AT = FlowDeclaration.AT;

    private final JsonFields fields;
    private final Faults faults;
    private final Flow.Builder flow = Flow.newBuilder();

    private FlowMembers(JsonFields fields, Faults faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Consumes the value; empty where there is none. */
    static Optional<Flow> read(JsonFields fields, Faults faults) {
        FlowMembers members = new FlowMembers(fields, faults);
        int before = faults.all().size();
        int[] count = new int[1];
        fields.objectOrNull(
                AT,
                name -> {
                    count[0]++;
                    return members.member(name);
                });
        Flow flow = members.flow.build();
        if (count[0] > 0 && faults.all().size() == before) {
            FlowDeclaration.check(flow, faults);
        }
        return flow.getKey().isEmpty() ? Optional.empty() : Optional.of(flow);
    }

    private boolean member(String name) {
        String at = AT + '/' + name;
        switch (name) {
            case "key" -> flow.setKey(fields.text(at, Limits.FLOW_KEY_CHARS));
            case "concurrency" ->
                    fields.integer(at, 1, Limits.FLOW_CONCURRENCY)
                            .ifPresent(limit -> flow.setConcurrency((int) limit));
            case "on_excess" -> onExcess(at);
            case "rate" -> rate(at);
            case "weight" ->
                    fields.number(at, FlowDeclaration.LEAST_WEIGHT, FlowDeclaration.MOST_WEIGHT)
                            .ifPresent(flow::setWeight);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void onExcess(String at) {
        String name = fields.text(at, Limits.LABEL_CHARS);
        if (!name.isEmpty()) {
            FlowDeclaration.policy(name)
                    .ifPresentOrElse(
                            flow::setOnExcess, () -> faults.invalid(at, FlowDeclaration.NO_POLICY));
        }
    }

    /** An empty object says less than it must: both members are wanted. */
    private void rate(String at) {
        int before = faults.all().size();
        fields.objectOrNull(at, name -> rateMember(at, name));
        boolean one = flow.getRateLimit() > 0 || flow.getRatePerMs() > 0;
        boolean both = flow.getRateLimit() > 0 && flow.getRatePerMs() > 0;
        if (one && !both && faults.all().size() == before) {
            String missing = flow.getRateLimit() > 0 ? "/per" : "/limit";
            faults.invalid(at + missing, "is missing");
            flow.clearRateLimit().clearRatePerMs();
        }
    }

    private boolean rateMember(String at, String name) {
        switch (name) {
            case "limit" ->
                    fields.integer(at + "/limit", 1, Limits.FLOW_RATE)
                            .ifPresent(flow::setRateLimit);
            case "per" ->
                    fields.duration(
                                    at + "/per",
                                    FlowDeclaration.LEAST_PERIOD_MILLIS,
                                    Limits.FLOW_RATE_PERIOD_MILLIS)
                            .ifPresent(flow::setRatePerMs);
            default -> {
                return false;
            }
        }
        return true;
    }
}
