package dev.minion.coordinator.bulk;

import dev.minion.contracts.Limits;
import dev.minion.contracts.ledger.BulkAction;
import dev.minion.contracts.ledger.StartBulkJobRequest;
import dev.minion.coordinator.json.Faults;
import dev.minion.coordinator.json.JsonFields;
import dev.minion.coordinator.json.JsonSource;
import dev.minion.coordinator.problem.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The body that begins a job. What is wrong with it as a whole the ledger says. */
final class BulkBodies {

    private static final int HIGHEST_RATE = 5_000;

    private static final Map<String, BulkAction> ACTIONS =
            Arrays.stream(BulkAction.values())
                    .filter(action -> action != BulkAction.UNRECOGNIZED)
                    .filter(action -> action != BulkAction.BULK_ACTION_UNSPECIFIED)
                    .collect(
                            Collectors.toMap(
                                    BulkBodies::word, action -> action, (a, b) -> a, TreeMap::new));

    private BulkBodies() {}

    /** As {@code reprioritise}. */
    static String word(BulkAction action) {
        return action.name().substring("BULK_".length()).toLowerCase(Locale.ROOT);
    }

    /** {@code {"action", "filter", "all", "dry_run", "rate", "priority", "reason"}}. */
    static StartBulkJobRequest.Builder start(byte[] body, String namespace) {
        StartBulkJobRequest.Builder job = StartBulkJobRequest.newBuilder();
        Faults faults = new Faults("");
        JsonSource source = new JsonSource(body);
        JsonFields fields = new JsonFields(source, faults);
        FilterMembers filter = new FilterMembers(fields, faults);
        fields.object(
                "",
                name -> {
                    switch (name) {
                        case "action" -> action(fields, faults).ifPresent(job::setAction);
                        case "filter" -> fields.objectOrNull("/filter", filter::read);
                        case "all" -> job.setAll(fields.bool("/all", false));
                        case "dry_run" -> job.setDryRun(fields.bool("/dry_run", false));
                        case "rate" ->
                                fields.integer("/rate", 1, HIGHEST_RATE)
                                        .ifPresent(value -> job.setRate((int) value));
                        case "priority" ->
                                fields.integer("/priority", 1, 10)
                                        .ifPresent(value -> job.setPriority((int) value));
                        case "reason" ->
                                job.setReason(fields.text("/reason", Limits.DESCRIPTION_CHARS));
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        source.end();
        if (faults.none() && job.getAction() == BulkAction.BULK_ACTION_UNSPECIFIED) {
            faults.invalid("/action", "is missing");
        }
        if (!faults.none()) {
            throw new ProblemException(faults);
        }
        return job.setFilter(filter.filter().setNamespace(namespace));
    }

    private static Optional<BulkAction> action(JsonFields fields, Faults faults) {
        String word = fields.text("/action", Limits.LABEL_CHARS);
        Optional<BulkAction> action = Optional.ofNullable(ACTIONS.get(word));
        if (action.isEmpty() && !word.isEmpty()) {
            faults.invalid("/action", "must be one of " + String.join(", ", ACTIONS.keySet()));
        }
        return action;
    }
}
