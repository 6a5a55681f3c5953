package dev.minion.coordinator.pause;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.StartPauseRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;

/** The body that begins a pause. */
final class PauseBody {

    private final Faults faults = new Faults("");
    private final JsonSource source;
    private final JsonFields fields;
    private final TargetMembers target;
    private final StartPauseRequest.Builder pause = StartPauseRequest.newBuilder();

    private PauseBody(byte[] body) {
        source = new JsonSource(body);
        fields = new JsonFields(source, faults);
        target = new TargetMembers(fields, faults);
    }

    /**
     * {@code {"type" | "namespace" | "key" and "namespace" | "everything", "for", "reason",
     * "created_by", "unknown"}}.
     */
    static StartPauseRequest.Builder read(byte[] body, String namespace) {
        PauseBody read = new PauseBody(body);
        read.fields.object("", read::member);
        read.source.end();
        if (read.faults.none()) {
            read.pause.setTarget(read.target.target(namespace));
        }
        if (!read.faults.none()) {
            throw new ProblemException(read.faults);
        }
        return read.pause;
    }

    private boolean member(String name) {
        switch (name) {
            case "for" ->
                    fields.duration(
                                    "/for",
                                    Limits.SHORTEST_PAUSE_MILLIS,
                                    Limits.LONGEST_PAUSE_MILLIS)
                            .ifPresent(pause::setForMs);
            case "reason" -> pause.setReason(fields.text("/reason", Limits.DESCRIPTION_CHARS));
            case "created_by" -> pause.setCreatedBy(fields.text("/created_by", Limits.LABEL_CHARS));
            case "unknown" -> pause.setUnknown(fields.bool("/unknown", false));
            default -> {
                return target.read(name);
            }
        }
        return true;
    }
}
